import { containersOf } from '../src/facts/daemonset-facts.ts';
import { isPullable, splitImage } from '../src/facts/image-name.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'mutable-image-tag',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The tag latest, or no tag: a rollback restores the tag, not the image behind it',
  why: `A revision stores the text of the template. With \`latest\` every version has the same text. Pushing a new image
starts no rollout. Nodes run whatever they pulled last, and a new node gets another version than the existing ones.
\`kubectl rollout undo\` finds no different revision to go back to.`,
  fix: 'Write a tag that is never moved, or a digest.',
  unless: 'A tag is written when the file is rendered, for example by `images` in a kustomization.',
  since: '0.1.0',
  references: [{ title: 'Images', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' }],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const { image = '' } = container;
      const { tag, digest } = splitImage(image);
      if (image === '' || digest !== undefined || (tag !== undefined && tag !== 'latest')) continue;
      if (!isPullable(image)) continue;
      const what =
        tag === undefined ? `${image} has no tag and means latest` : `${image} can point to another image tomorrow`;
      yield {
        at: [...at, 'image'],
        message: `${what}: a new image starts no rollout, nodes run different images, and a rollback restores only the text; write a version or a digest`,
      };
    }
  },
});
