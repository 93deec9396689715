/** A field that differs between two templates. */
import { isRecord } from '../kubernetes/go/json.ts';

export interface TemplateChange {
  /** `spec.containers[0].image`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

// A label may be called toString, which every JavaScript object has.
function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The fields in which `to` differs from `from`; a list with another length, or a subtree on one side only, is one
 * field.
 */
export function changedFields(from: unknown, to: unknown, path = ''): readonly TemplateChange[] {
  if (isRecord(from) && isRecord(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return keys.flatMap((key) => changedFields(own(from, key), own(to, key), path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    const items: readonly unknown[] = to;
    return from.flatMap((item: unknown, i) => changedFields(item, items[i], `${path}[${i}]`));
  }
  return JSON.stringify(from ?? null) === JSON.stringify(to ?? null) ? [] : [{ path, from, to }];
}

const LONGEST = 60;

/** `spec.containers[0].image registry.example/agent:v2 → registry.example/agent:v1`. */
export function describeChange({ path, from, to }: TemplateChange): string {
  if (from === undefined || from === null) return `${path} added: ${shown(to)}`;
  if (to === undefined || to === null) return `${path} ${shown(from)} removed`;
  return `${path} ${shown(from)} → ${shown(to)}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
