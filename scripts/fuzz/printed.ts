/** What must hold of everything that is printed, whatever the input is. */
import type { FormatName } from '../../src/format/format-names.ts';
import type { Run } from './memory-io.ts';
import { xmlFault } from './xml.ts';

/** How the standard output of a run is read. */
export type Kind = 'text' | 'json' | 'jsonl' | 'xml' | 'svg' | 'markdown' | 'github' | 'data';

/** How each format of a report is read. */
export const KINDS: Readonly<Record<FormatName, Kind>> = {
  text: 'text',
  json: 'json',
  sarif: 'json',
  gitlab: 'json',
  github: 'github',
  junit: 'xml',
  checkstyle: 'xml',
  rdjsonl: 'jsonl',
  markdown: 'markdown',
};

// eslint-disable-next-line no-control-regex -- they are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Colors of ours. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const COLOR = /\u001b\[\d+m/g;
const OURS =
  /^::(?:error|warning|notice) file=[^:,\n]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=(?:[a-z-]+|policy\/[a-z0-9.-]+)::/;

/** Where an output went, and whether it may have colors. */
export interface Printed {
  readonly terminal: boolean;
  readonly colored: boolean;
}

/** How the output of a run goes wrong. Data for other programs is theirs, but on a terminal. */
export function faultsOfOutput({ stdout, stderr, code }: Run, kind: Kind, { terminal, colored }: Printed): string[] {
  const faults = [...faultsOfText(stderr).map((fault) => `stderr: ${fault}`)];
  if (![0, 1, 2].includes(code)) faults.push(`exit code ${String(code)}`);
  if (stderr.includes('this is a bug')) faults.push(stderr.trim());
  if (kind === 'data' && !terminal) return faults;
  faults.push(...faultsOfText(colored && kind === 'text' ? stdout.replace(COLOR, '') : stdout, kind === 'github'));
  return stdout === '' ? faults : [...faults, ...faultsOfKind(stdout, kind)];
}

function faultsOfText(text: string, commands = false): string[] {
  const hidden = HIDDEN.exec(text);
  const forged = text.split('\n').filter((line) => /^\s*::/.test(line) && !(commands && OURS.test(line)));
  return [
    ...(hidden === null
      ? []
      : [`${JSON.stringify(hidden[0])} in ${JSON.stringify(text.slice(hidden.index - 60, hidden.index + 20))}`]),
    ...forged.map((line) => `a command to GitHub: ${line.slice(0, 100)}`),
    ...(/##(?:\[|vso\[|teamcity\[)/i.test(text) ? ['a command to another runner'] : []),
  ];
}

function faultsOfKind(text: string, kind: Kind): string[] {
  if (kind === 'json') return jsonFaults(text);
  if (kind === 'jsonl') return text.trimEnd().split('\n').flatMap(jsonFaults);
  if (kind === 'markdown') return /<(?!\/?(?:code|details|summary|br)>)/.test(text) ? ['HTML in Markdown'] : [];
  if (kind !== 'xml' && kind !== 'svg') return [];
  const fault = xmlFault(text);
  return fault === undefined ? [] : [fault];
}

function jsonFaults(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [`no JSON: ${String(error)}`];
  }
}
