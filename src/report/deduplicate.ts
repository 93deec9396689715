import type { Finding, RelatedPlace } from './report.ts';

/** How many of the overlays that repeat a finding it names. */
const MOST_RELATED = 4;

/** A finding, and the text that it was made of. */
export interface Made {
  readonly finding: Finding;
  /** The kustomization that made the text; undefined for any other text. */
  readonly overlay: string | undefined;
}

/**
 * Each finding once: texts that are made from the same files repeat what is found in them. What overlays of one base
 * repeat names some of them, and how many there are.
 */
export function distinct(made: readonly Made[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  const counts = new Map<string, number>();
  for (const { finding, overlay } of made) {
    const { path, span, rule, field, message } = finding;
    const place = JSON.stringify([path, span.start, span.end, rule, field]);
    // Overlays may say it in other words, with their own numbers: the first of each is the same finding, and so on.
    const own = `${overlay ?? ''}\0${place}`;
    const count = counts.get(own) ?? 0;
    const key = `${place}\0${overlay === undefined ? message : String(count)}`;
    const group = groups.get(key);
    counts.set(own, count + 1);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map(merged);
}

/** Where an overlay asks for what a finding is in. */
export const BUILT_HERE = 'built here';

// What one overlay hides is still found in the others.
function merged(group: readonly Finding[]): Finding {
  const live = group.filter(({ suppressed }) => suppressed === undefined);
  const [first, ...others] = live.length === 0 ? group : live;
  if (first === undefined) throw new Error('a group of findings is empty');
  const builders = others.flatMap(({ related = [] }) => related.filter(({ message }) => message === BUILT_HERE));
  if (builders.length === 0) return first;
  const shown = builders.slice(0, MOST_RELATED);
  const left = builders.length - shown.length;
  const last = shown.at(-1);
  const named: RelatedPlace[] =
    left === 0 || last === undefined
      ? shown
      : [...shown.slice(0, -1), { ...last, message: `${BUILT_HERE}, and in ${String(left)} more` }];
  return { ...first, related: [...(first.related ?? []), ...named] };
}
