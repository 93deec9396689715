import { containersOf } from '../src/facts/facts.ts';
import { splitImage } from '../src/facts/image-name.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'image-digest',
  category: 'rollback',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'The image is not pinned by its digest',
  why: `A tag can be pushed again; a digest names the very image. With it every node runs the same bytes, and a rollback
restores exactly what ran before.`,
  mend: 'Append `@sha256:…` to the reference; the tag may stay for people.',
  unless: 'The registry forbids moving tags, or digests are added when the manifest is rendered.',
  since: '0.1.0',
  references: [{ title: 'Image names', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' }],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const { image = '' } = container;
      if (image === '' || splitImage(image).digest !== undefined) continue;
      yield {
        at: [...at, 'image'],
        message: `${image} is named by a tag, which can be pushed again: a rollback restores the tag, not these bytes; append the digest`,
      };
    }
  },
});
