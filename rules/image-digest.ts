import { containersOf } from '../src/facts/daemonset-facts.ts';
import { isPullable, splitImage } from '../src/facts/image-name.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'image-digest',
  category: 'rollback',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'The image is not pinned by its digest',
  why: `A tag can be pushed again; a digest identifies exactly one image. With a digest every node runs the same bytes,
and a rollback restores exactly what ran before.`,
  fix: 'Append `@sha256:…` to the reference; the tag may stay for readers.',
  unless: 'The registry does not allow tags to be moved, or digests are added when the manifest is rendered.',
  since: '0.1.0',
  references: [{ title: 'Image names', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' }],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const { image = '' } = container;
      if (image === '' || splitImage(image).digest !== undefined || !isPullable(image)) continue;
      const names = splitImage(image).tag === undefined ? 'neither tag nor digest: it means latest' : 'only a tag';
      yield {
        at: [...at, 'image'],
        message: `${image} has ${names}, which can be pushed again: a rollback restores the tag, not the same image; append the digest`,
      };
    }
  },
});
