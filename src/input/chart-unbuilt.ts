/** What of a chart is not known, because it does not render or lacks charts. */
import type { UnreadableDocument } from '../document/unreadable.ts';
import { Dict } from '../gotemplate/value.ts';
import type { Chart, ChartFile } from '../helm/chart.ts';
import { writeJson } from '../sprig/json.ts';
import type { ChartSettings } from './chart-settings.ts';
import { digestOf, type Unbuilt } from './unbuilt.ts';

/** What went wrong with the renderings of a chart. */
export interface Troubles {
  /** Renderings that fail, by their labels. */
  readonly failing: string[];
  /** The same of those that ask for values which nobody gives. */
  readonly asking: string[];
  /** The same of those that nobody asked for. */
  readonly switched: string[];
  /** What missing charts are asked for with, once a rendering. */
  readonly missing: string[];
}

/** The chart as something that is not wholly known; nothing where it is. */
export function chartUnbuilt(
  { failing, asking, switched, missing }: Troubles,
  hasRendered: boolean,
  faults: readonly UnreadableDocument[],
  files: readonly ChartFile[],
  { given, releases = [], givenFiles = new Map<string, Uint8Array>() }: ChartSettings,
  path: string,
): readonly Unbuilt[] {
  const failed = [...failing, ...asking, ...switched];
  const isAtFault = failing.length + missing.length > 0 || (asking.length > 0 && !hasRendered);
  if (failed.length + missing.length === 0) return [];
  const values = [given, ...releases.map((release) => release.values)].map((dict) => jsonOf(dict ?? new Dict()));
  const all = [...files.flatMap(({ name, bytes }) => [name, bytes]), ...[...givenFiles].flat(), ...values];
  const [first] = faults;
  return [
    {
      path,
      reason: first?.fault.explanation ?? 'helm does not render all of the chart',
      hides: isAtFault ? 'objects' : 'nothing',
      files: new Set(files.map((file) => file.path)),
      digest: failed.length > 0 ? digestOf(...all) : digestOf('missing', ...missing),
      patched: [],
      failing: failed,
      isMissing: missing.length > 0,
      faults,
    },
  ];
}

/** A chart that is not loaded. */
export function unloaded(fault: UnreadableDocument, files: readonly ChartFile[]): Unbuilt {
  return {
    path: fault.source.path,
    reason: fault.fault.explanation,
    hides: 'objects',
    files: new Set(files.map(({ path }) => path)),
    digest: digestOf(fault.fault.message, ...files.flatMap(({ name, bytes }) => [name, bytes])),
    patched: [],
    failing: [''],
    faults: [fault],
  };
}

/** What a chart asks missing ones for: their versions, and the values that reach them. */
export function askedOf({ metadata, values: own }: Chart, missing: readonly string[], values: Dict): string {
  const asked = (metadata.dependencies ?? []).filter(({ name }) => missing.includes(name));
  const keys = [
    'global',
    'tags',
    ...asked.flatMap(({ name, alias, condition }) => [alias || name, ...topOf(condition)]),
  ];
  const reaching = [own, values].map((dict) =>
    jsonOf(new Dict(new Map([...dict.entries].filter(([key]) => keys.includes(key))))),
  );
  return JSON.stringify([asked.map((each) => ({ ...each, enabled: true })), ...reaching]);
}

/** A condition is a list of paths into the values. */
const topOf = (condition: string): string[] => condition.split(',').map((path) => path.trim().split('.')[0] ?? '');

const jsonOf = (dict: Dict): string => writeJson(dict, { html: false }).text;
