/** How changes get to the cluster, as the configuration and the command line say it. */
import { APPLY_MODES, type ApplyMode, type Applying } from '../manifest/manifest.ts';

/** `mode` is missing where only the command line says something of it. */
export type ApplyConfig = Partial<Pick<Applying, 'mode' | 'fieldManager' | 'forceConflicts'>>;

/** As it is written in a configuration. */
export type ApplyShape = ApplyMode | ApplyConfig;

export const applyConfigOf = (written: ApplyShape): ApplyConfig =>
  typeof written === 'string' ? { mode: written } : written;

/** What does not go with the mode. */
export function applyFault({
  mode = 'client',
  fieldManager,
  forceConflicts = false,
}: ApplyConfig): { readonly name: keyof ApplyConfig; readonly needs: readonly ApplyMode[] } | undefined {
  if (forceConflicts && mode !== 'server') return { name: 'forceConflicts', needs: ['server'] };
  if (fieldManager !== undefined && mode === 'replace')
    return { name: 'fieldManager', needs: APPLY_MODES.filter((each) => each !== 'replace') };
  return undefined;
}

/** The command line over the configuration, whose manager is that of its own mode. */
export function applyingOf(line: ApplyConfig, file: ApplyConfig): Applying {
  const isOther = line.mode !== undefined && line.mode !== (file.mode ?? 'client');
  const merged = isOther ? line : { ...file, ...line };
  return { ...merged, mode: merged.mode ?? 'client', isAsked: Object.keys(merged).length > 0 };
}
