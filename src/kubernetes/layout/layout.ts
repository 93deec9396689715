import { FIELDS } from './fields.ts';

/** A field of a Go struct; `json` is undefined for an embedded struct, whose keys stand in the parent. */
export interface GoField {
  readonly name: string;
  readonly json: string | undefined;
  readonly type: string;
}

/** The struct types of one Kubernetes minor by their Go names; a named type that is not here is a string. */
export type Layout = ReadonlyMap<string, readonly GoField[]>;

/** The minors whose fields are known: the controller revision hash can be computed for these. */
export const OLDEST_LAYOUT = 31;
export const NEWEST_LAYOUT = 36;

const FIELD = /^(\+?)(\w+)(?:\/(\w+))?:([^@<]+)(?:@(\d+))?(?:<(\d+))?$/;

const layouts = new Map<number, Layout>();

/** The Go types below PodTemplateSpec in Kubernetes 1.`minor`; undefined where they are not known. */
export function layoutOf(minor: number): Layout | undefined {
  if (minor < OLDEST_LAYOUT || minor > NEWEST_LAYOUT) return undefined;
  const known = layouts.get(minor);
  if (known !== undefined) return known;
  const layout = readLayout(minor);
  layouts.set(minor, layout);
  return layout;
}

function readLayout(minor: number): Layout {
  const layout = new Map<string, GoField[]>();
  let fields: GoField[] = [];
  for (const line of FIELDS.split('\n')) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      fields = [];
      layout.set(line, fields);
    } else {
      for (const text of line.trim().split(' ')) addField(fields, text, minor);
    }
  }
  return layout;
}

function addField(fields: GoField[], text: string, minor: number): void {
  const [, embedded, name = '', json = lowerFirst(name), type = '', since = '0', until = '99'] = FIELD.exec(text) ?? [];
  if (minor < Number(since) || minor >= Number(until)) return;
  fields.push({ name, json: embedded === '+' ? undefined : json, type });
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
