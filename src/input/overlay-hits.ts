/** What an overlay breaks is told at the overlay, not at the line of the base that says nothing wrong. */
import { readDocuments } from '../document/documents.ts';
import { writtenPlace, type SourceFile, type WrittenPlace } from '../document/source.ts';
import { Collection } from './collection.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { lint, type Hit } from '../rule/lint.ts';
import type { Ruleset } from '../rule/ruleset.ts';

/** Hits at the places of those who bring them: a base where it has the hit without its overlay, otherwise the overlay. */
export function atOverlays(hits: readonly Hit[], rulesetOf: (manifest: Manifest | undefined) => Ruleset): Hit[] {
  const bases = new Map<SourceFile, readonly Hit[]>();
  // Overlays may have settings of their own; those of the first one are taken, as only the place depends on it.
  const hitsOf = (source: SourceFile, manifest: Manifest): readonly Hit[] => {
    let found = bases.get(source);
    if (found === undefined) {
      const collection = new Collection();
      collection.add(readDocuments(source, { isWhole: true }).found, manifest.context);
      const ruleset = rulesetOf(manifest).filter(({ rule }) => rule.needs === undefined || rule.needs === 'fleet');
      found = collection.manifests.flatMap((each) => [...lint(each, ruleset)]);
      bases.set(source, found);
    }
    return found;
  };
  const alone = new Set(['previous', 'siblings', 'value']);
  return hits.map((hit) => {
    const { manifest } = hit;
    if (hit.source.madeFrom?.beneath === undefined) return hit;
    const rule = rulesetOf(manifest).find((active) => active.rule.id === hit.rule)?.rule;
    if (manifest === undefined || alone.has(rule?.needs ?? '')) return hit;
    const place = placeIn(hit, (source) => hitsOf(source, manifest));
    return place === undefined ? hit : { ...hit, place };
  });
}

/** Where the overlay is that brings a hit; undefined when the place that it has says so already. */
function placeIn(hit: Hit, hitsOf: (source: SourceFile) => readonly Hit[]): WrittenPlace | undefined {
  const beneath = hit.source.madeFrom?.beneath?.(hit.span);
  if (beneath === undefined) return undefined;
  const place = writtenPlace(hit.source, hit.span);
  const same = hitsOf(beneath.source).find(({ rule, source, span }) => {
    const other = writtenPlace(source, span);
    return rule === hit.rule && other.source.path === place.source.path && other.span.start === place.span.start;
  });
  if (same !== undefined) return placeIn(same, hitsOf);
  const own = beneath.own(hit.span);
  const { source, span } = place;
  return { ...own, related: [{ source, span, message: 'the base says this' }, ...own.related] };
}
