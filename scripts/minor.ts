/**
 * `npm run minor -- LAYOUT [GATES]`: what the tables lack of the minor after the newest known one. LAYOUT is the JSON of
 * the Go types below PodTemplateSpec, GATES a list of feature gates with their defaults, one a line.
 */
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { GATES, gateOn, NEWEST } from '../src/kubernetes/api/release.ts';
import { layoutOf, type GoField, type Layout } from '../src/kubernetes/controller/go-layout.ts';

/** The Go types of a minor: of a struct its fields `f`, each with its Go name, JSON key and type. */
export interface GoTypes {
  readonly types: Readonly<
    Record<string, { readonly f?: readonly { readonly n: string; readonly j?: string; readonly t: string }[] }>
  >;
}

/** Types that are not tables of fields here: they have a kind of their own. */
const OWN_KIND = new Set(['v1.Time', 'v1.FieldsV1']);

/** The structs of `types` that fields.ts has as tables. */
export function structsOf({ types }: GoTypes): Layout {
  const found = new Map<string, readonly GoField[]>();
  for (const [name, { f }] of Object.entries(types)) {
    if (f === undefined || !name.startsWith('v1.') || OWN_KIND.has(name)) continue;
    found.set(
      name,
      f.map(({ n, j, t }) => ({ name: n, json: j, type: t })),
    );
  }
  return found;
}

/** The entries to add to fields.ts, as it writes them (without `!`, which Go's tags decide), and those that end. */
export function missingFields(next: Layout, minor = NEWEST): string[] {
  const known = layoutOf(minor) ?? new Map<string, readonly GoField[]>();
  const [since, until] = [`@${String(minor + 1)}`, `<${String(minor + 1)}`];
  return [...next].flatMap(([name, fields]) => {
    const before = known.get(name);
    const struct = name.slice('v1.'.length);
    if (before === undefined) return [`${struct}: ${fields.map(entryOf).join(' ')} (a new struct)`];
    const added = fields.flatMap((field, i) => {
      if (before.some(isLike(field))) return [];
      const place = i === 0 ? 'first' : `after ${fields[i - 1]?.json ?? fields[i - 1]?.name ?? ''}`;
      return [`${struct}: ${entryOf(field)}${since} (${place})`];
    });
    const gone = before.filter((field) => !fields.some(isLike(field)));
    return [...added, ...gone.map((field) => `${struct}: ${entryOf(field)}${until} (gone)`)];
  });
}

const entryOf = ({ name, json, type }: GoField): string => `${json ?? `${name}>`}:${type}`;
const isLike =
  ({ name, type }: GoField) =>
  (other: GoField): boolean =>
    other.name === name && other.type === type;

/** The gates of release.ts that the next minor switches on by default; `text` has one a line: name, stage, 0 or 1. */
export function switchedOn(text: string, minor = NEWEST): string[] {
  const on = new Set(text.split('\n').flatMap((line) => (/\s1$/.test(line) ? (line.split(/\s/)[0] ?? '') : [])));
  return GATES.filter((gate) => on.has(gate) && !gateOn(gate, minor)).map((gate) => `${gate}: ${String(minor + 1)}`);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [layout, gates] = argv.slice(2);
  if (layout === undefined) throw new Error('npm run minor -- LAYOUT [GATES]');
  const next = structsOf(JSON.parse(readFileSync(layout, 'utf8')) as GoTypes);
  console.log(['src/kubernetes/api/fields.ts', ...missingFields(next)].join('\n  '));
  if (gates !== undefined)
    console.log(['src/kubernetes/api/release.ts', ...switchedOn(readFileSync(gates, 'utf8'))].join('\n  '));
}
