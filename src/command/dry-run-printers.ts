/** How `daemonlint dry-run` prints an answer: as JSON, the stored object as YAML, or one value of it. */
import type { AnswerView } from './dry-run-answer.ts';
import { yamlText } from './print-objects.ts';
import { UsageError } from '../io/errors.ts';
import { printData, sayLine } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import { jsonText } from '../words/escape.ts';

/** One document and the answer to it. */
export interface Answered {
  readonly path: string;
  readonly document: number;
  readonly line: number;
  readonly answer: AnswerView;
}

/** Prints one answer; false when it counts as failed. */
export type Printer = (answered: Answered) => boolean;

export function jsonPrinter(io: Io): Printer {
  return ({ path, document, line, answer }) => {
    const { code, reason, message, causes, warnings, stored, unjudged } = answer;
    const accepted = code < 300;
    const shown = {
      path,
      document,
      line,
      accepted,
      code,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      causes: causes.map((cause) => ({ reason: cause.reason, field: cause.field, message: cause.message })),
      warnings,
      ...(stored === undefined ? {} : { stored }),
      ...(unjudged === undefined ? {} : { unjudged }),
    };
    printData(`${jsonText(shown)}\n`, io);
    return accepted && unjudged === undefined;
  };
}

export async function yamlPrinter(io: Io): Promise<Printer> {
  const yaml = await yamlText();
  return ({ path, line, answer }) => {
    if (answer.stored === undefined) {
      sayLine(`${path}:${line}: ${answer.message ?? 'refused'}`, io);
      return false;
    }
    printData(`---\n${yaml(answer.stored)}`, io);
    return answer.unjudged === undefined;
  };
}

export function fieldPrinter(name: string, io: Io): Printer {
  const path = fieldPath(name);
  return ({ path: file, line, answer }) => {
    if (answer.stored === undefined) {
      sayLine(`${file}:${line}: ${answer.message ?? 'refused'}`, io);
      return false;
    }
    const value = valueAt(answer.stored, path);
    if (value === undefined) {
      sayLine(`${file}:${line}: the stored object has no field ${name}`, io);
      return false;
    }
    printData(`${typeof value === 'string' ? value : jsonText(value)}\n`, io);
    return answer.unjudged === undefined;
  };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value === null ? undefined : value;
}

/** `spec.template.spec.containers[0].image`; a key with dots is in brackets: `metadata.annotations['a.b/c']`. */
function fieldPath(text: string): Path {
  const path: (string | number)[] = [];
  const step = /\.?([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)"|([^\]'"]+))\]/gy;
  const source = text.replace(/^\{?\.?/, '').replace(/\}$/, '');
  while (step.lastIndex < source.length) {
    const begin = step.lastIndex;
    const match = step.exec(source);
    if (match === null) throw new UsageError(`--field: cannot parse "${text}" at character ${begin + 1}`);
    path.push(match[2] === undefined ? (match[1] ?? match[3] ?? match[4] ?? match[5] ?? '') : Number(match[2]));
  }
  if (path.length === 0) throw new UsageError('--field needs a path such as spec.updateStrategy.type');
  return path;
}
