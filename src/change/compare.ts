/** Reads two states, or one state and the result of a command on it, and reports the change of each DaemonSet. */
import { InputError } from '../io/errors.ts';
import { findFiles, type FoundFile } from '../input/find-files.ts';
import type { PolicyRulesets } from '../input/policy-rulesets.ts';
import { readInput, type Input } from '../input/read-input.ts';
import type { Io } from '../io/io.ts';
import type { Context, Manifest } from '../manifest/manifest.ts';
import { changeOf, nameOf, refusal, removal, unjudged, type ObjectChange } from './object-change.ts';
import { successorOf } from './changed-kind.ts';
import { heldLine, stillHeld, unreadAt } from './still-held.ts';
import { nextOf, readChange, type ChangeOptions } from './read-change.ts';
import { noticesOf } from './apply-notices.ts';
import type { LeftOut, ReportFile } from '../report/report.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { rulesFor, type Settings } from '../settings/settings.ts';
import { historyIn, type State, type States } from './states.ts';
import { faultLine } from '../document/unreadable.ts';
import { notApplied, notReached } from './not-applied.ts';
import { doubtsBetween } from './not-comparable.ts';
import { switched, switchedReason } from './switched.ts';
import { applyWhatIf, unknownContainers, type WhatIf } from './what-if.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

/** How the files are read. */
export interface ReadRequest extends Pick<
  ChangeOptions,
  'isIgnored' | 'prepare' | 'mostOf' | 'stdinFilename' | 'configured'
> {
  /** The settings of a file, by its path. */
  readonly settingsOf: (path: string) => Promise<Settings>;
  readonly policies: PolicyRulesets;
}

export interface Changes {
  /** Sorted by path, namespace and name. */
  readonly changes: readonly ObjectChange[];
  /** What is not compared, or cannot be read; if `fails`, it is an error of the new state. */
  readonly problems: readonly { readonly message: string; readonly fails: boolean }[];
  /** How the two states were read, where that is not plain to see. */
  readonly notices?: readonly string[];
  /** Whether one of the states has a chart. */
  readonly hasCharts: boolean;
  /** Of the new state, with the skipped files. */
  readonly files: readonly ReportFile[];
  readonly faults: readonly string[];
  /** Named files that the configuration ignores. */
  readonly ignored: readonly string[];
  readonly leftOut: LeftOut;
  /** The files of a named state of which the configuration ignores everything: nothing can be compared with it. */
  readonly hidden?: readonly string[];
}

/** The changes from one state to another. */
export async function changesBetween(states: States, asked: ReadRequest): Promise<Changes> {
  const change = await readChange(states, asked, contextOf(asked), true);
  const { old, next, placeOf } = change;
  const { about, unseen } = doubtsBetween(change);
  const isHidden = unreadAt(next, placeOf.next);
  // What lost its name is refused, and the old one is not known to be meant to go.
  const unnamed = new Set([...change.previous].flatMap(([manifest, before]) => (manifest.name === '' ? [before] : [])));
  const removed = change.gone.filter(
    (manifest) => manifest.name !== '' && !unnamed.has(manifest) && !isHidden(placeOf.old(manifest)),
  );
  const lost = removed.filter((manifest) => about(manifest) === undefined);
  const held = await stillHeld(lost, change, states, async (files, io) => {
    return readInput({ files, faults: [] }, asked, contextOf(asked), io);
  });
  const gone = removed.filter((manifest) => !held.has(manifest));
  const wasHidden = unreadAt(old, placeOf.old);
  const isKnown = (manifest: Manifest): boolean => change.previous.has(manifest) || !wasHidden(placeOf.next(manifest));
  const [before, now, reached] = [notApplied(old), notApplied(next), notReached(next)];
  const judged = (manifest: Manifest, judge: () => ObjectChange, unknown: string | undefined): ObjectChange => {
    const reason = about(manifest);
    if (reason !== undefined) return unjudged(nameOf(manifest), reason);
    const change = orUnjudged(manifest, judge);
    return change.change === 'none' || unknown === undefined ? change : unjudged(nameOf(manifest), unknown);
  };
  const changes: ObjectChange[] = [];
  for (const manifest of gone) {
    const successor = successorOf(manifest, change);
    const ruleset =
      successor === undefined
        ? []
        : rulesFor(await settingsIn(next, asked, successor.source.path), successor.source.path).ruleset;
    changes.push(judged(manifest, () => removal(manifest, successor, ruleset), before(manifest)));
  }
  for (const manifest of next.manifests.filter(isKnown)) {
    const ruleset = await rulesetOf(manifest, next, asked);
    const turned = switched(manifest);
    if (turned === 'off' && manifest.previous !== undefined) {
      const { previous } = manifest;
      changes.push(judged(previous, () => removal(previous, undefined, []), before(previous)));
      continue;
    }
    const lost = reached(manifest) ?? switchedReason(manifest);
    const unknown = now(manifest) ?? (manifest.previous && before(manifest.previous));
    changes.push(
      lost === undefined
        ? judged(manifest, () => changeOf(manifest, ruleset), unknown)
        : unjudged(nameOf(manifest), about(manifest) ?? lost),
    );
  }
  changes.push(...unseen.map(({ reason, ...named }) => unjudged(named, reason)));
  return {
    changes: sorted(changes),
    problems: [
      ...onlyBefore(old, next).map((line) => ({ message: `${line}; its contents are not compared`, fails: false })),
      ...[...held].map(([manifest, other]) => ({ message: heldLine(manifest, other), fails: false })),
      ...problemsOf(next),
    ],
    notices: noticesOf(change),
    hasCharts: old.hasCharts || next.hasCharts,
    files: next.files,
    faults: [...nextOf(change).faults, ...asked.policies.faults].map(({ message }) => message),
    ignored: next.ignored,
    leftOut: next.leftOut,
    ...(states.asWritten && { hidden: [...hiddenIn(states.old, old, asked), ...hiddenIn(states.next, next, asked)] }),
  };
}

function hiddenIn({ files: { files } }: State, { ignored }: Input, { isIgnored }: ReadRequest): readonly string[] {
  if (ignored.length > 0) return ignored;
  return files.every(({ path }) => path !== '-' && isIgnored(path)) ? files.map(({ shown }) => shown) : [];
}

/** The change of an object; one at which daemonlint fails is not judged. */
function orUnjudged(manifest: Manifest, judge: () => ObjectChange): ObjectChange {
  return catchUnexpected(judge, (problem) => unjudged(nameOf(manifest), problem));
}

/** The changes that a command makes to each DaemonSet of `paths`. Throws InputError if none has the container. */
export async function changesBy(
  whatIf: WhatIf,
  paths: readonly string[],
  asked: ReadRequest,
  io: Io,
): Promise<Changes> {
  const files = await findFiles(paths, io);
  const past = { previous: () => undefined, history: historyAround(files.files, io) };
  const input = await readInput(files, { ...asked, past, asWritten: true }, contextOf(asked), io);
  const unknown = unknownContainers(input.manifests, whatIf.images);
  if (input.manifests.length > 0 && unknown.length > 0)
    throw new InputError(`no DaemonSet has a container named ${unknown.map((name) => `"${name}"`).join(', ')}`);
  const changes: ObjectChange[] = [];
  for (const manifest of input.manifests) {
    const ruleset = await rulesetOf(manifest, input, asked);
    const judge = (): ObjectChange => {
      const outcome = applyWhatIf(manifest, whatIf);
      return 'refusal' in outcome ? refusal(manifest, outcome.refusal) : changeOf(outcome.manifest, ruleset);
    };
    changes.push(orUnjudged(manifest, judge));
  }
  return {
    changes: sorted(changes),
    problems: problemsOf(input),
    hasCharts: input.hasCharts,
    files: input.files,
    faults: [...input.faults, ...asked.policies.faults].map(({ message }) => message),
    ignored: input.ignored,
    leftOut: input.leftOut,
  };
}

/** The revisions in the same file (a dump) as a DaemonSet. */
function historyAround(files: readonly FoundFile[], io: Io): States['history'] {
  const histories = new Map(files.map(({ shown, path }) => [shown, historyIn(path, io)]));
  return (manifest) => histories.get(manifest.source.path)?.(manifest) ?? [];
}

/** What cannot be read of the old state; what the new one says in the same words is said once. */
function onlyBefore(old: Input, next: Input): readonly string[] {
  const now = new Set(next.unreadable.map(faultLine));
  return old.unreadable.map(faultLine).filter((line) => !now.has(line));
}

/** What cannot be read; what is only elsewhere is no error. */
function problemsOf({ unreadable }: Input): Changes['problems'] {
  return unreadable.map((document) => ({ message: faultLine(document), fails: document.isCertain !== false }));
}

function contextOf({ settingsOf }: ReadRequest): (file: FoundFile) => Promise<Context> {
  return async ({ path }) => (await settingsOf(path)).context;
}

async function rulesetOf(manifest: Manifest, input: Input, asked: ReadRequest): Promise<Ruleset> {
  return asked.policies.of(await settingsIn(input, asked, manifest.source.path), manifest);
}

function settingsIn({ paths }: Input, { settingsOf }: ReadRequest, shown: string): Promise<Settings> {
  return settingsOf(paths.get(shown) ?? shown);
}

function sorted(changes: readonly ObjectChange[]): readonly ObjectChange[] {
  const key = ({ path, namespace, name }: ObjectChange): string => [path, namespace, name].join('\0');
  return [...changes].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
