/** What an unknown field was probably meant to be. */
import type { Path } from '../yaml/node.ts';
import { NEWEST } from './release.ts';
import { structOf, type Struct, type Type } from './schema.ts';

/** The struct at `path` in a DaemonSet of Kubernetes 1.`minor`; undefined if `path` has another type. */
export function structAt(path: Path, minor: number): Struct | undefined {
  let type: Type | undefined;
  let struct: Struct | undefined = structOf('DaemonSet', minor);
  for (const step of path) {
    type = typeof step === 'number' ? type?.element : (struct?.byName.get(step)?.type ?? type?.element);
    struct = type?.struct;
  }
  return struct;
}

/** The first minor after 1.`minor` that has the field at `path`, or undefined. */
export function knownSince(path: Path, minor: number): number | undefined {
  const name = path[path.length - 1];
  if (typeof name !== 'string') return undefined;
  for (let later = minor + 1; later <= NEWEST; later++) {
    if (structAt(path.slice(0, -1), later)?.byName.has(name)) return later;
  }
  return undefined;
}

/** Field names of other workloads for fields that have another name in a DaemonSet. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  strategy: 'updateStrategy',
  upgrade: 'updateStrategy',
  update: 'updateStrategy',
  updatePolicy: 'updateStrategy',
  rolling: 'rollingUpdate',
  nodeselector: 'nodeSelector',
};

/** Other levels at which the API has the field that `path` misplaces, nearest first. */
export function otherPlaces(path: Path, minor: number): Path[] {
  const name = path[path.length - 1];
  if (typeof name !== 'string') return [];
  const parent = path.slice(0, -1);
  return [...below(parent, name, minor), ...above(parent, name, minor)];
}

/** Deeper fields are not what is meant at a level above. */
const DEPTH = 3;

// Only through single structs: which item of a list was meant cannot be known.
function below(parent: Path, name: string, minor: number): Path[] {
  const start = structAt(parent, minor);
  const way = start === undefined ? undefined : fieldsBelow(start).get(name);
  return way === undefined || way === 'several' ? [] : [[...parent, ...way, name]];
}

const BELOW = new WeakMap<Struct, ReadonlyMap<string, Path | 'several'>>();

/** The fields below a struct, each with the way to the level nearest to it that has one of the name. */
function fieldsBelow(start: Struct): ReadonlyMap<string, Path | 'several'> {
  const known = BELOW.get(start);
  if (known !== undefined) return known;
  const ways = new Map<string, Path | 'several'>();
  let level: { path: Path; struct: Struct }[] = [{ path: [], struct: start }];
  for (let depth = 0; depth < DEPTH; depth++) {
    level = level.flatMap(({ path, struct }) =>
      struct.fields.flatMap((field) =>
        field.type.struct === undefined || field.name === 'status'
          ? []
          : [{ path: [...path, field.name], struct: field.type.struct }],
      ),
    );
    const found = new Map<string, Path | 'several'>();
    for (const { path, struct } of level)
      for (const name of struct.byName.keys()) found.set(name, found.has(name) ? 'several' : path);
    for (const [name, way] of found) if (!ways.has(name)) ways.set(name, way);
  }
  BELOW.set(start, ways);
  return ways;
}

function above(parent: Path, name: string, minor: number): Path[] {
  const found: Path[] = [];
  for (let length = parent.length - 1; length >= 0; length--) {
    const outer = parent.slice(0, length);
    if (structAt(outer, minor)?.byName.has(name)) found.push([...outer, name]);
  }
  return found;
}

/** The field name in the struct at `parent` for what is called `name` elsewhere. */
export function otherName(parent: Path, name: string, minor: number): string | undefined {
  const known = structAt(parent, minor)?.byName;
  const lower = name.toLowerCase();
  for (const candidate of known?.keys() ?? []) if (candidate.toLowerCase() === lower) return candidate;
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  return other !== undefined && known?.has(other) ? other : undefined;
}
