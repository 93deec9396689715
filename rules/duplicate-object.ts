import { overwriterOf } from '../src/facts/overwritten.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'duplicate-object',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A file holds two DaemonSets of one name, and the later one overwrites the earlier',
  why: `\`kubectl apply\` applies the objects of a file one after the other. Two of one namespace and name are one object of the
cluster: each apply of the file stores the earlier one and then the later, so that a difference between their pod templates
starts a rollout each time, on clusters where nothing was to change. What is left is the later one; an edit of the earlier one
has no effect.`,
  fix: 'Remove one of the two, or give it a name and a selector of its own.',
  unless: 'The documents are for different clusters and something takes the file apart before it is applied.',
  since: '0.1.0',
  references: [
    {
      title: 'Names are unique in a namespace',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const last = overwriterOf(manifest);
    if (last === undefined) return;
    yield {
      at: ['metadata', 'name'],
      message: `a later document of this file is ${manifest.name} too: it overwrites this one, and where their templates differ each apply may start two rollouts; remove one of them`,
      related: [{ manifest: last, at: ['metadata', 'name'], message: 'this one is left' }],
    };
  },
});
