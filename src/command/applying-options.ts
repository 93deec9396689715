import { APPLY_MODES, type ApplyMode } from '../manifest/manifest.ts';
import type { ApplyConfig } from '../settings/apply-config.ts';
import type { OptionTable } from './args.ts';

/** The options that say how a change gets to the cluster. */
export const APPLY_OPTIONS = {
  apply: {
    value: 'HOW',
    choices: APPLY_MODES,
    help: 'how a change gets to the cluster: client (default, kubectl apply), server (--server-side) or replace',
  },
  'field-manager': {
    value: 'NAME',
    help: 'who applies: argocd-controller, kustomize-controller, … (default: the manager of kubectl)',
  },
  'force-conflicts': { help: 'with --apply server: take over fields that other managers own' },
} as const satisfies OptionTable;

export const APPLY_NAMES = ['apply', 'field-manager', 'force-conflicts'] as const;

/** What the options say over the configuration. */
export function readApplying(values: {
  readonly apply?: string | undefined;
  readonly 'field-manager'?: string | undefined;
  readonly 'force-conflicts'?: true;
}): ApplyConfig {
  const { apply, 'field-manager': fieldManager, 'force-conflicts': forceConflicts } = values;
  return {
    ...(apply === undefined ? {} : { mode: apply as ApplyMode }),
    ...(fieldManager === undefined ? {} : { fieldManager }),
    ...(forceConflicts === undefined ? {} : { forceConflicts }),
  };
}
