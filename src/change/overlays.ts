/** The change of DaemonSets that kustomizations patch: the patch is in one file, the DaemonSet in another. */
import { resolve } from 'node:path';
import { buildManifest } from '../manifest/file-manifest.ts';
import { fileAt, type FoundFile } from '../input/find-files.ts';
import type { Input } from '../input/read-input.ts';
import { isKustomization, kustomizationOf } from '../input/kustomization.ts';
import { build } from './kustomize.ts';
import { type Context, type Manifest, NO_SIBLINGS } from '../manifest/manifest.ts';
import { pair, type PlaceOf } from './pairing.ts';
import type { State, States } from './states.ts';

/** Patched DaemonSets of both states. */
export interface Overlays {
  /** Of the new state; each knows its earlier state. */
  readonly manifests: readonly Manifest[];
  readonly gone: readonly Manifest[];
  /** What was not applied, or does not apply. */
  readonly leftOut: readonly string[];
  readonly faults: readonly string[];
}

/** Builds every kustomization that changed, or whose patches changed, in both states. */
export async function readOverlays(
  states: States,
  inputs: { readonly old: Input; readonly next: Input },
  contextOf: (file: FoundFile) => Promise<Context>,
): Promise<Overlays> {
  const previous = new Map<Manifest, Manifest>();
  const old = await builtIn(states.old, inputs.old, contextOf, () => undefined);
  const next = await builtIn(states.next, inputs.next, contextOf, (manifest) => previous.get(manifest));
  const placeOf = { old: placed(states.old.placeOf), next: placed(states.next.placeOf) };
  const pairing = pair([...old.patches.keys()], [...next.patches.keys()], placeOf);
  for (const [manifest, before] of pairing.previous) previous.set(manifest, before);
  const touched = (manifest: Manifest): number => {
    const before = previous.get(manifest);
    return (next.patches.get(manifest) ?? 0) + (before === undefined ? 0 : (old.patches.get(before) ?? 0));
  };
  return {
    manifests: [...next.patches.keys()].filter((manifest) => touched(manifest) > 0),
    gone: pairing.gone.filter((manifest) => (old.patches.get(manifest) ?? 0) > 0),
    leftOut: next.leftOut,
    faults: next.faults,
  };
}

interface BuiltState {
  /** How many patches each DaemonSet has. */
  readonly patches: ReadonlyMap<Manifest, number>;
  readonly leftOut: readonly string[];
  readonly faults: readonly string[];
}

async function builtIn(
  state: State,
  input: Input,
  contextOf: (file: FoundFile) => Promise<Context>,
  previous: (manifest: Manifest) => Manifest | undefined,
): Promise<BuiltState> {
  const patches = new Map<Manifest, number>();
  const [leftOut, faults] = [[] as string[], [] as string[]];
  for (const path of kustomizationsOf(state, input)) {
    const file = fileAt(path, false, state.io);
    const built = build(path, file.shown, state.io);
    const surroundings = { context: await contextOf(file), siblings: () => NO_SIBLINGS, previous };
    for (const { found, patches: count } of built.daemonSets) patches.set(buildManifest(found, surroundings), count);
    faults.push(...built.faults.map((fault) => `${file.shown}: a patch does not apply: ${fault}`));
    if (built.leftOut.length > 0 && built.daemonSets.length > 0)
      leftOut.push(
        `${file.shown}: only the patches are applied, not ${built.leftOut.join(', ')}: compare the output of kustomize build`,
      );
  }
  return { patches, leftOut, faults };
}

function kustomizationsOf({ files, io }: State, { files: read, paths }: Input): readonly string[] {
  const patchedBy = kustomizationOf(io);
  const patches = read.filter(({ reason, skipped = [] }) =>
    [reason, ...skipped.map((document) => document.reason)].includes('kustomize-patch'),
  );
  const named = patches.map(({ path }) => patchedBy(paths.get(path) ?? resolve(io.cwd, path)));
  const own = files.files.map(({ path }) => path).filter(isKustomization);
  return [...new Set([...own, ...named.filter((path) => path !== undefined)])].sort();
}

// Two overlays may patch the same object: if its place is unknown, that of the kustomization is used.
function placed(placeOf: PlaceOf): PlaceOf {
  return (manifest) => placeOf(manifest) ?? manifest.source.path;
}
