import { BudgetError } from '../limits/budget.ts';
import type { Place } from './yaml/node.ts';

/** What keeps a kustomization from being built. */
export type Trouble =
  /** kustomize fails as well. */
  | 'invalid'
  /** kustomize fails as well: a file is not there. */
  | 'absent'
  /** kustomize fails as well: no object is what a patch, generator, replacement or variable is for. */
  | 'unmatched'
  /** A file that is not below the kustomization: kustomize reads it only with `--load-restrictor LoadRestrictionsNone`. */
  | 'outside'
  /** A file or repository somewhere else. */
  | 'remote'
  /** A program or container that would have to be run. */
  | 'plugin'
  /** It was given up: kustomize would take too long as well. */
  | 'endless'
  /** A chart, which kustomize renders only when it is told to. */
  | 'helm';

/** What may be other than it looks where something could not be had: nothing, objects that are not seen, or any object. */
export type Hidden = 'nothing' | 'objects' | 'changes';

/** Something that could not be had, and what it hides. */
export interface Missing {
  readonly error: BuildError;
  readonly hides: Hidden;
}

/** A kustomization that cannot be built, and the line that asks for it. */
export class BuildError extends Error {
  readonly trouble: Trouble;
  readonly place: Place | undefined;

  /** Where something would have to be. */
  readonly absent: string | undefined;

  constructor(message: string, place?: Place, trouble: Trouble = 'invalid', absent?: string) {
    super(message);
    this.trouble = trouble;
    this.place = place;
    this.absent = absent;
  }

  /** The same trouble, told with what was being done; `place` is taken where none is known yet. */
  within(context: string, place?: Place): BuildError {
    return new BuildError(`${context}: ${this.message}`, this.place ?? place, this.trouble, this.absent);
  }
}

/** A trouble that rests on an object which is not there. */
export function lacks(message: string, place: Place | undefined): BuildError {
  return new BuildError(message, place, 'unmatched');
}

/** Runs `work`; what it throws is told with `context`, and at `place` where no place is known. */
export function within<T>(context: string, place: Place | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asBuildError(error, place).within(context);
  }
}

/** Runs `work`; what it throws is told at `place` where no place is known. */
export function at<T>(place: Place | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asBuildError(error, place);
  }
}

/** Whether what was thrown is about the input: neither an error of the code, nor work that was given up. */
export function isWrongInput(error: unknown): error is Error {
  const isOurs = error instanceof TypeError || error instanceof ReferenceError || error instanceof BudgetError;
  return error instanceof Error && !isOurs;
}

function asBuildError(error: unknown, place: Place | undefined): BuildError {
  if (error instanceof BuildError)
    return error.place === undefined ? new BuildError(error.message, place, error.trouble, error.absent) : error;
  if (error instanceof BudgetError) return new BuildError(error.message, place, 'endless');
  if (!isWrongInput(error)) throw error;
  const own = 'place' in error && typeof error.place === 'object' ? (error.place as Place | undefined) : undefined;
  return new BuildError(error.message, own ?? place);
}
