import { laterNamesakeOf, overwriterOf } from '../src/facts/overwritten.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'duplicate-object',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Two DaemonSets of one name are applied together, and the later one overwrites the earlier',
  why: `\`kubectl apply\` applies the objects of a file one after the other. Two of one namespace and name are one object of the
cluster: each apply of the file stores the earlier one and then the later, so that a difference between their pod templates
starts a rollout each time, on clusters where nothing was to change. What is left is the later one; an edit of the earlier one
has no effect.

Two files are a warning where something says that one cluster gets both: an \`Application\` of Argo CD (it applies the last
one, and warns) or a \`Kustomization\` of Flux (it refuses both), a folder below \`clusters/\`, or \`clusters\` in the
configuration. Files of one folder are often alternatives of which a cluster gets one, so that they are a note.`,
  fix: 'Remove one of the two, or give it a name and a selector of its own.',
  unless: 'The documents are for different clusters, and something chooses among them before they are applied.',
  since: '0.1.0',
  references: [
    {
      title: 'Names are unique in a namespace',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const at = ['metadata', 'name'];
    const last = overwriterOf(manifest);
    if (last !== undefined) {
      yield {
        at,
        message: `a later document of this file is ${manifest.name} too: it overwrites this one, and where their templates differ each apply may start two rollouts; remove one of them`,
        related: [{ manifest: last, at, message: 'this one is left' }],
      };
      return;
    }
    const namesake = laterNamesakeOf(manifest);
    if (namesake === undefined) return;
    const { manifest: other, isDelivered } = namesake;
    const { path } = other.source;
    yield {
      at,
      ...(isDelivered ? {} : { severity: 'note' as const }),
      message: isDelivered
        ? `${path} is ${manifest.name} too, and one cluster gets both files: the one that is applied last overwrites the other, and Flux applies neither; remove one of them`
        : `${path} is ${manifest.name} too: whoever applies the whole folder overwrites this one with that, and where their templates differ each apply may start two rollouts; keep only one of them there`,
      related: [{ manifest: other, at, message: 'it is applied after this one' }],
    };
  },
});
