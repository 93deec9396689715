/** Which named templates of a chart may print a DaemonSet, and which of its templates use them. */
import { fromBytes } from '../gotemplate/value.ts';
import type { ChartFile } from '../helm/chart.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { mayPrintOne } from './template-kind.ts';

const CHART = /^(?:charts\/[^/]+\/)*/;
const DEFINITION = /\{\{-?[ \t\r\n]{0,20}(?:define|block)[ \t]{1,20}["`]([^"`\n]{1,200})["`]/g;
const USE = /\b(?:include|template|block)[ \t]{1,20}["`]([^"`\n]{1,200})["`]/g;

/** The names of those that templates of a chart (`charts/x/`, or nothing) can use. */
export type PrintingHelpers = (chart: string) => ReadonlySet<string>;

interface Definition {
  readonly chart: string;
  readonly name: string;
  readonly body: string;
}

/** Those that print one themselves, and those of the same chart that use such a one: a library prints what values choose. */
export function printingHelpers(files: readonly ChartFile[]): PrintingHelpers {
  const definitions = files.flatMap(definitionsIn);
  const direct = definitions.flatMap(({ name, body }) => (mayPrintOne(body) ? [name] : []));
  const known = new Map<string, ReadonlySet<string>>();
  return (chart) => {
    let names = known.get(chart);
    if (names === undefined) {
      const own = direct.length === 0 ? [] : definitions.filter((each) => each.chart === chart);
      known.set(chart, (names = withUsers(direct, own)));
    }
    return names;
  };
}

function withUsers(direct: readonly string[], own: readonly Definition[]): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const { name, body } of own) for (const used of namesUsed(body)) addTo(users, used, name);
  const names = new Set(direct);
  // A set also goes through what is added meanwhile.
  for (const name of names) for (const user of users.get(name) ?? []) names.add(user);
  return names;
}

/** The chart that a file of templates is of, as the files are named. */
export function chartOf(name: string): string {
  return CHART.exec(name)?.[0] ?? '';
}

/** Whether a template uses one of them. */
export function usesOne(text: string, names: ReadonlySet<string>): boolean {
  return names.size > 0 && namesUsed(text).some((name) => names.has(name));
}

function namesUsed(text: string): string[] {
  return [...text.matchAll(USE)].map(([, name = '']) => name);
}

function definitionsIn({ name: file, bytes }: ChartFile): Definition[] {
  // What is behind a definition in a file that prints itself is no part of it.
  if (!/(?:^|\/)templates\/(?:.*\/)?(?:_[^/]*|[^/]*\.tpl)$/.test(file)) return [];
  const text = fromBytes(bytes);
  const found = [...text.matchAll(DEFINITION)];
  return found.map(({ index, 1: name = '' }, at) => ({
    chart: chartOf(file),
    name,
    body: text.slice(index, found[at + 1]?.index).replace(/^[^}]*\}\}/, ''),
  }));
}
