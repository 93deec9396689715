import { GOOD, type Run } from './project.ts';

export const IMAGE = /image: .*/;
/** The same with a change-cause. */
export const CAUSED = GOOD.replace(
  '  name: agent\n',
  '  name: agent\n  annotations:\n    kubernetes.io/change-cause: one\n',
);
/** That with another image and its cause. */
export const NEXT = CAUSED.replace(IMAGE, 'image: registry.example.com/agent:2.0.0').replace(
  'cause: one',
  'cause: two',
);

/** A line of `diff --output json`. */
export interface Shown {
  readonly path: string;
  readonly name: string;
  readonly change: string;
  readonly reason?: string;
  readonly accepted: boolean | null;
  readonly code: number;
  readonly message?: string;
  readonly newRevision: boolean | null;
  readonly generationChanges: boolean;
  readonly rollout: string;
  readonly revision?: { readonly name: string; readonly number?: number };
  readonly fields: readonly { readonly path: string; readonly old?: unknown; readonly new?: unknown }[];
  readonly hazards: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
}

export const shown = ({ stdout }: Run): Shown[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Shown);

export function first(changes: readonly Shown[]): Shown {
  const [change] = changes;
  if (change === undefined) throw new Error('nothing was compared');
  return change;
}
