import { readArguments, type OptionSpec, type OptionTable } from './args.ts';
import type { FieldValidation } from '../kubernetes/apiserver/patch-request.ts';
import { DEFAULT_FLAGS, type ApplyFlags } from '../kubernetes/kubectl/apply-context.ts';

const SWITCH = { value: 'true|false', choices: ['true', 'false'] } as const;

/** The options of `daemonlint apply`: those of kubectl, and its own. */
export const OPTIONS = {
  to: {
    value: 'LIVE',
    help: 'the object in the cluster: the output of kubectl get ds NAME -o yaml --show-managed-fields, or a dump (default: it does not exist yet)',
  },
  filename: {
    value: 'FILE',
    short: 'f',
    multiple: true,
    help: 'the file to apply, several times or separated by commas; the option name may be left out',
  },
  'server-side': {
    ...SWITCH,
    help: 'server-side apply: the server merges the file and records which manager owns which field',
  },
  'field-manager': {
    value: 'NAME',
    help: 'the name of the manager that applies (default: kubectl-client-side-apply, or kubectl with --server-side)',
  },
  'force-conflicts': { ...SWITCH, help: 'with --server-side: take over fields that other managers own' },
  force: { ...SWITCH, help: 'delete the object and create it again if it cannot be patched' },
  overwrite: { ...SWITCH, help: 'false: refuse the patch if it changes a field that someone else has changed' },
  'dry-run': {
    value: 'none|client|server',
    choices: ['none', 'client', 'server'],
    help: 'what kubectl prints with the same option (default: none)',
  },
  validate: {
    value: 'strict|warn|ignore',
    choices: ['strict', 'true', 'warn', 'ignore', 'false'],
    help: 'unknown fields: refused (strict, the default), dropped with a warning (warn) or silently (ignore)',
  },
  'openapi-patch': { ...SWITCH, help: 'false: compute the patch without the schema of the server' },
  record: { ...SWITCH, help: 'write the command into the annotation kubernetes.io/change-cause' },
  namespace: { value: 'NS', short: 'n', help: 'the namespace (default: as written, otherwise default)' },
  output: {
    value: 'json|yaml|name',
    short: 'o',
    choices: ['json', 'yaml', 'name'],
    help: 'json, yaml: print the object that is stored, as kubectl does, several as a List; name: only its kind and name',
  },
  'show-managed-fields': { ...SWITCH, help: 'with --output: print managed fields too' },
  kubernetes: { value: 'MINOR', help: 'the minor whose API server answers (default: the newest known)' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** A command line that was read. */
export interface ApplyArguments {
  readonly values: Values;
  readonly flags: ApplyFlags;
  /** The files that are applied, in their order. */
  readonly files: readonly string[];
}

/** Reads the command line of `daemonlint apply`, or of `kubectl apply`. Throws UsageError. */
export function readApplyArguments(argv: readonly string[]): ApplyArguments {
  const written = argv.map((argument) => BARE.get(argument) ?? argument);
  const { values, positionals } = readArguments(OPTIONS, written);
  // As kubectl reads its own -f.
  const named = (values.filename ?? []).flatMap((text) => text.split(','));
  return { values, flags: flagsOf(values, written), files: [...positionals, ...named] };
}

// Flags of kubectl that may be given without their value.
const SWITCHES = Object.entries<OptionSpec>(OPTIONS).flatMap(([name, { value }]) =>
  value === SWITCH.value ? [`--${name}`] : [],
);
const BARE: ReadonlyMap<string, string> = new Map([
  ...SWITCHES.map((flag) => [flag, `${flag}=true`] as const),
  ['--dry-run', '--dry-run=client'],
  ['--validate', '--validate=strict'],
]);

const VALIDATION: Readonly<Record<string, FieldValidation>> = {
  strict: 'Strict',
  true: 'Strict',
  warn: 'Warn',
  ignore: 'Ignore',
  false: 'Ignore',
};

function flagsOf(values: Values, argv: readonly string[]): ApplyFlags {
  const dryRun = values['dry-run'];
  return {
    ...DEFAULT_FLAGS,
    serverSide: values['server-side'] === 'true',
    forceConflicts: values['force-conflicts'] === 'true',
    force: values.force === 'true',
    overwrite: values.overwrite !== 'false',
    openapiPatch: values['openapi-patch'] !== 'false',
    fieldManager: values['field-manager'],
    dryRun: dryRun === 'client' || dryRun === 'server' ? dryRun : 'none',
    validation: VALIDATION[values.validate ?? 'strict'] ?? 'Strict',
    namespace: values.namespace,
    recordGiven: values.record !== undefined,
    record: values.record === 'true' ? commandOf(argv) : undefined,
    namesOnly: values.output === 'name',
  };
}

const OWN: ReadonlySet<string> = new Set(['to', 'output', 'show-managed-fields', 'kubernetes', 'o']);
const LONG: Readonly<Record<string, string>> = { f: 'filename', n: 'namespace' };

/** The command line as `--record` writes it: kubectl's own flags in their order, the file as one of them. */
function commandOf(argv: readonly string[]): string {
  const flags: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) flags.push(`--filename=${argument}`);
    else {
      const given = value ?? argv[++i] ?? '';
      if (!OWN.has(name)) flags.push(`--${LONG[name] ?? name}=${given}`);
    }
  }
  return ['kubectl apply', ...flags].join(' ');
}
