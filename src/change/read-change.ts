import { dirname } from 'node:path';
import type { FoundFile } from '../input/find-files.ts';
import { isKustomizationPath } from '../input/kustomization.ts';
import { isFromCluster } from '../facts/from-cluster.ts';
import { InputError } from '../io/errors.ts';
import { readInput, type Input, type InputOptions } from '../input/read-input.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { withApplier } from './applier.ts';
import { configuredStates, type Configured, type ConfiguredStates } from './configured.ts';
import { pair, type Pairing, type PlaceOf } from './pairing.ts';
import type { State, States } from './states.ts';
import { unknownSubmodules, type Submodule } from './submodules.ts';
import { unknownFiles } from './unknown-files.ts';

/** Both states, read and paired. */
export interface ChangeInput extends Pairing {
  readonly old: Input;
  /** Its manifests know their earlier state. */
  readonly next: Input;
  readonly placeOf: { readonly old: PlaceOf; readonly next: PlaceOf };
}

export interface ChangeOptions extends InputOptions {
  readonly configured?: Configured;
}

/** Reads both states; expensive comparisons are made on demand. `judgesUnread`: the caller tells what cannot be read. */
export async function readChange(
  given: States,
  asked: ChangeOptions,
  contextOf: Parameters<typeof readInput>[2],
  judgesUnread = false,
): Promise<ChangeInput> {
  const { configured, ...plain } = asked;
  const { states, releases } = await configuredStates(given, configured);
  const options = { ...plain, ...(releases && { releases }) };
  const change = await readStates(states, options, contextOf, judgesUnread);
  const candidates = releasedFiles(states, change);
  if (candidates.length === 0) return change;
  const around = await readStates(withFiles(states, candidates), options, contextOf, judgesUnread);
  // What a kustomization holds in both states is no object of its own in either.
  const [past, now] = [around.old, around.next].map(({ parts }) => new Set(parts));
  const isHeld = (path: string): boolean => past?.has(path) === true && now?.has(path) === true;
  const released = candidates.filter(({ path }) => !isHeld(states.next.io.realPath(path) ?? path));
  if (released.length === candidates.length) return around;
  if (released.length === 0) return change;
  return readStates(withFiles(states, released), options, contextOf, judgesUnread);
}

function withFiles(states: States, files: readonly FoundFile[]): States {
  const withThem = (state: State): State => ({
    ...state,
    files: { ...state.files, files: [...state.files.files, ...files] },
  });
  return { ...states, old: withThem(states.old), next: withThem(states.next) };
}

/** The files that did not change, and are objects of their own in the state that lacks a kustomization of the other one. */
function releasedFiles({ old: before, next: after, beside }: States, { old, next }: ChangeInput): readonly FoundFile[] {
  const kustomizations = [before, after].map(
    ({ files }) => new Set(files.files.map(({ path }) => path).filter(isKustomizationPath)),
  );
  const [past, now] = kustomizations;
  if (beside === undefined || past === undefined || now === undefined) return [];
  if ([...past].every((path) => now.has(path)) && [...now].every((path) => past.has(path))) return [];
  const parts = new Set([...old.parts, ...next.parts]);
  const isPart = ({ path }: FoundFile): boolean => parts.has(after.io.realPath(path) ?? path);
  return beside(new Set([...parts].map((path) => dirname(path)))).filter(isPart);
}

async function readStates(
  states: States,
  { releases, ...options }: InputOptions & Pick<ConfiguredStates, 'releases'>,
  contextOf: Parameters<typeof readInput>[2],
  judgesUnread = false,
): Promise<ChangeInput> {
  const { beside, asWritten } = states;
  const inState = (side: 'old' | 'next'): typeof contextOf => {
    const { values } = states[side];
    return async (file) => ({
      ...withApplier(await contextOf(file)),
      ...(values && { values }),
      ...(releases && { releases: await releases[side](file.path) }),
    });
  };
  const reading = { ...options, ...(beside && { beside }), ...(asWritten && { asWritten }) };
  const old = await readInput(
    states.old.files,
    { ...reading, progress: () => undefined },
    inState('old'),
    states.old.io,
  );
  if (!judgesUnread && asWritten && old.manifests.length === 0) refuseIgnored(old.ignored);
  const isTold = old.faults.length + old.ignored.length > 0 || (judgesUnread && old.unreadable.length > 0);
  if (old.manifests.length === 0 && !isTold) states.withoutOld?.();
  const placeOf = { old: states.old.placeOf, next: states.next.placeOf };
  let pairing: Pairing | undefined;
  const paired = (): Pairing => (pairing ??= pair(old.manifests, next.manifests, placeOf));
  const past = { previous: (manifest: Manifest) => paired().previous.get(manifest), history: states.history };
  const made = new Set(old.manifests.flatMap((manifest) => (manifest.source.madeFrom ? [placeOf.old(manifest)] : [])));
  const hadDaemonSet = (path: string): boolean => made.has(placeOf.next({ source: { path, madeFrom: true } }) ?? '');
  const now = { ...reading, past, isPastLive: old.manifests.some(isFromCluster), hadDaemonSet };
  const next: Input = await readInput(states.next.files, now, inState('next'), states.next.io);
  const { gone } = paired();
  const unknown = unknownFiles(states, next, gone, placeOf, options.stdinFilename);
  const unseen = await unseenIn(states, options);
  const skipped = unseen.next.map(({ path }) => ({ path, status: 'skipped', reason: 'submodule' }) as const);
  const [before, after] = [states.old.unbuilt ?? [], states.next.unbuilt ?? []];
  return {
    old: { ...old, unbuilt: [...old.unbuilt, ...before, ...unseen.old] },
    next: {
      ...next,
      unbuilt: [...next.unbuilt, ...after, ...unknown, ...unseen.next],
      files: [...next.files, ...skipped],
    },
    placeOf,
    ...paired(),
  };
}

/** The submodules of each state that are not known to hold no DaemonSet. */
async function unseenIn(
  { old, next }: States,
  { isIgnored, prepare }: InputOptions,
): Promise<Record<'old' | 'next', Input['unbuilt']>> {
  const [before, after] = [await askedIn(old, isIgnored), await askedIn(next, isIgnored)];
  if (before.length + after.length === 0) return { old: [], next: [] };
  await prepare?.([...before, ...after]);
  // What is checked out is looked at for both.
  return {
    old: unknownSubmodules(before, isIgnored, next.io),
    next: unknownSubmodules(after, isIgnored, next.io),
  };
}

/** The submodules that are asked about, themselves or because a kustomization that is takes something from them. */
async function askedIn(
  { submodules = [], files: { changed }, io }: State,
  isIgnored: InputOptions['isIgnored'],
): Promise<readonly Submodule[]> {
  const others = submodules.filter(({ isAsked }) => !isAsked).map(({ path }) => path);
  if (others.length === 0 || changed === undefined) return submodules.filter(({ isAsked }) => isAsked);
  const { foldersTakenIn } = await import('../input/kustomizations.ts');
  const taken = foldersTakenIn(others, (path) => changed(path) && !isIgnored(path), io);
  return submodules.filter(({ isAsked, path }) => isAsked || taken.has(path));
}

/** Throws InputError when the configuration ignores files of a state that was named. */
export function refuseIgnored(paths: readonly string[]): void {
  const line = ignoredLine(paths);
  if (line !== undefined) throw new InputError(`${line}: there is nothing to compare with`);
}

/** The state after the change; an unreadable earlier state is an error too. */
export function nextOf({ old, next }: ChangeInput): Input {
  return { ...next, faults: [...old.faults, ...next.faults] };
}
