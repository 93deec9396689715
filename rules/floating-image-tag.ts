import { containersOf } from '../src/facts/daemonset-facts.ts';
import { splitImage } from '../src/facts/image-name.ts';
import { areFlavours } from '../src/facts/image-tag.ts';
import { defineRule } from '../src/rule/rule.ts';

const NAMED =
  /^(?:stable|main|mainline|master|trunk|develop|development|dev|devel|nightly|edge|canary|next|release|prod|production|staging|test|testing|qa|uat|beta|alpha|rc|head|tip|current|lts|snapshot|snapshots|unstable|rolling|experimental|preview|insiders|weekly|daily)(?<rest>[-_.].*)?$/i;
/** Branches, whatever is behind them save for a date, a version or a commit. */
const BRANCH = /^(?:latest|main|master|nightly)[-_.](?!.*(?:\d{4}|\d\.\d|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7}))/i;
const MOVING_END = /(?:^|[-_.])(?:latest|main|master|nightly|snapshot|edge|canary|dev|devel|develop)$/i;
// A longer number is a date or a build number.
const PARTIAL = /^v?[0-9]{1,3}(?:\.[0-9]{1,3})?(?:-[a-z][a-z0-9]*)?$/;
const PARTIAL_OF_FLAVOUR = /^v?[0-9]{1,3}(?:\.[0-9]{1,3})?(?=-)/;
// Images whose full version has two parts.
const TWO_PARTS = /(?:^|\/)pause$/;

export default defineRule({
  id: 'floating-image-tag',
  category: 'rollback',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'A tag that moves from version to version: a branch, a major version, stable',
  why: `Tags such as \`v1\`, \`1.2\`, \`stable\` or a branch name are moved to newer images. The text of the template
stays the same, so no rollout starts and nodes added later run another version. A rollback restores the text, not the
image that worked.`,
  fix: 'Write the full version, such as `1.2.3`, or a digest.',
  unless: 'The registry does not allow tags to be moved.',
  since: '0.1.0',
  references: [{ title: 'Images', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' }],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const { name, tag, digest } = splitImage(container.image ?? '');
      if (tag === undefined || tag === 'latest' || digest !== undefined) continue;
      const what =
        isPartial(tag) && !TWO_PARTS.test(name) ? 'part of a version' : isNamed(tag) ? 'a name that moves' : undefined;
      if (what === undefined) continue;
      yield {
        at: [...at, 'image'],
        message: `the tag ${tag} is ${what} and can point to another image tomorrow: no rollout starts, and a rollback restores only the text; write the full version or a digest`,
      };
    }
  },
});

function isPartial(tag: string): boolean {
  const partial = PARTIAL_OF_FLAVOUR.exec(tag)?.[0];
  return PARTIAL.test(tag) || (partial !== undefined && areFlavours(tag.slice(partial.length)));
}

/** Whether a tag is a name that moves: alone, with flavours, or behind a version. With a date or a commit it stays. */
function isNamed(tag: string): boolean {
  const found = NAMED.exec(tag);
  return MOVING_END.test(tag) || BRANCH.test(tag) || (found !== null && areFlavours(found.groups?.['rest'] ?? ''));
}
