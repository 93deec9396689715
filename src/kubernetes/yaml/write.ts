/** A value as sigs.k8s.io/yaml prints it: keys sorted, two spaces, lists at the level of their key. */
import { compareBytes } from '../go/strings.ts';
import { isList, isMap, type Value } from '../go/unstructured.ts';

/** The value as a YAML document. */
export function writeYaml(value: Value): string {
  return isMap(value) && Object.keys(value).length === 0 ? '{}\n' : block(value, 0);
}

function block(value: Value, depth: number): string {
  const indent = '  '.repeat(depth);
  if (isList(value)) return value.map((item) => `${indent}- ${inItem(item, depth + 1)}`).join('');
  if (!isMap(value)) return `${indent}${scalar(value, depth)}\n`;
  const keys = Object.keys(value).sort(compareBytes);
  return keys.map((key) => `${indent}${scalar(key, 0)}:${behindKey(value[key] ?? null, depth)}`).join('');
}

function behindKey(value: Value, depth: number): string {
  if (isList(value)) return value.length === 0 ? ' []\n' : `\n${block(value, depth)}`;
  if (isMap(value)) return Object.keys(value).length === 0 ? ' {}\n' : `\n${block(value, depth + 1)}`;
  return ` ${scalar(value, depth + 1)}\n`;
}

function inItem(value: Value, depth: number): string {
  if (isList(value) && value.length > 0) return block(value, depth).trimStart();
  if (isMap(value) && Object.keys(value).length > 0) return block(value, depth).trimStart();
  return `${isList(value) ? '[]' : isMap(value) ? '{}' : scalar(value, depth)}\n`;
}

// What YAML 1.1 would read as something else than a text.
const SPECIAL =
  /^(?:~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|<<|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$/;
const PLAIN = /^[^\s\-?:,[\]{}#&*!|>'"%@`][^\n]*$|^[-?:][^\s][^\n]*$/;

function scalar(value: Value, depth: number): string {
  if (isList(value) || isMap(value)) return '';
  if (typeof value !== 'string') return String(value);
  if (value === '') return '""';
  if (value.includes('\n')) return literal(value, depth);
  if (SPECIAL.test(value)) return JSON.stringify(value);
  const isPlain = PLAIN.test(value) && !/: |:$| #|\s$/.test(value);
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A text of several lines. */
function literal(value: string, depth: number): string {
  const indent = '  '.repeat(depth);
  const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const lines = value.replace(/\n$/, '').split('\n');
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}
