import { dirname, join, relative, resolve } from 'node:path';
import { InputError, UsageError } from '../io/errors.ts';
import { printData, printText, printMessage, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { reasonOf } from '../io/system-error.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { NEWEST, parseRange } from '../kubernetes/api/release.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { readNamed } from '../io/read-limits.ts';

const OPTIONS = {
  'release-name': { value: 'NAME', help: 'the name of the release (default: release-name)' },
  namespace: { value: 'NS', short: 'n', help: 'the namespace of the release (default: default)' },
  kubernetes: { value: 'MINOR', help: 'the minor of the cluster (default: the newest known)' },
  values: { value: 'FILE', short: 'f', multiple: true, help: 'a file of values; later files win' },
  set: { value: 'KEY=VALUE', multiple: true, help: 'values: a.b=1,c[0]=x,d={y,z}' },
  'set-string': { value: 'KEY=VALUE', multiple: true, help: 'values that are text' },
  'set-file': { value: 'KEY=FILE', multiple: true, help: 'values that are the text of a file' },
  'set-json': { value: 'KEY=JSON', multiple: true, help: 'values that are JSON' },
  'api-versions': {
    value: 'VERSION',
    short: 'a',
    multiple: true,
    help: 'an API version to add to .Capabilities.APIVersions',
  },
  'include-crds': { help: 'print the custom resource definitions of crds/ too' },
  'show-only': {
    value: 'TEMPLATE',
    short: 's',
    multiple: true,
    help: 'print only the output of this template, such as templates/ds.yaml',
  },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint render [options] PATH

What helm template prints for a chart: a folder with Chart.yaml, or an archive. For a folder with a
kustomization.yaml: what kustomize build prints; the options are for charts. Nothing is executed or fetched.

Options:
`;

type Given = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `daemonlint render`: exit code 0, 1 when the chart or kustomization does not render, 2 on faults. */
export async function render(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError('render takes one chart or kustomization');
  const named = resolve(io.cwd, path);
  // A link that somebody names leads where it leads.
  const full = io.realPath(named) ?? named;
  const kind = io.kindOf(full);
  if (kind === undefined) throw new InputError(`${path}: no such file or directory`);
  if (kind === 'file' && !isArchive(readFile(path, io)))
    throw new InputError(
      `${path} is no archive: render takes the folder of a chart or kustomization, or a chart archive`,
    );
  const isChart = kind === 'file' || io.kindOf(join(full, 'Chart.yaml')) === 'file';
  if (isChart) return renderChart(path, full, values, io);
  const { KUSTOMIZATION_FILES } = await import('../kustomize/index.ts');
  if (!KUSTOMIZATION_FILES.some((name) => io.kindOf(join(full, name)) === 'file'))
    throw new InputError(`${path} is neither a chart nor a kustomization: no Chart.yaml, no kustomization.yaml`);
  const [option] = Object.keys(values);
  if (option !== undefined) throw new UsageError(`--${option} is for charts, and ${path} is a kustomization`);
  return renderKustomization(full, io);
}

async function renderKustomization(directory: string, io: Io): Promise<number> {
  const { build, BuildError, positionOf, printYaml } = await import('../kustomize/index.ts');
  try {
    printData(
      build(directory, io)
        .objects.map((object) => printYaml(object))
        .join('---\n'),
      io,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const position = error.place === undefined ? undefined : positionOf(error.place, io);
    const where =
      error.place === undefined || position === undefined
        ? ''
        : `${relative(io.cwd, error.place.file)}:${position.line}:${position.column}: `;
    printMessage(`${where}${error.message}`, io);
    return 1;
  }
}

async function renderChart(path: string, full: string, values: Given, io: Io): Promise<number> {
  const helm = await import('../input/charts.ts');
  const request = { ...requestOf(values), path: full, shown: path.replace(/\/+$/, ''), boundary: boundaryOf(full, io) };
  const fault = helm.releaseNameFault(request.releaseName);
  if (fault !== undefined) throw new UsageError(`--release-name: ${fault}`);
  try {
    const rendered = helm.renderRequest(request, (file) => readFile(file, io), io);
    const text = helm.templateOutput(rendered, values['include-crds'] ?? false, values['show-only'] ?? []);
    printData(text.text, io);
    return 0;
  } catch (error) {
    if (!(error instanceof helm.ChartError)) throw error;
    sayLines(`Error: ${error.message}\n`, io);
    return 1;
  }
}

function requestOf(values: Given) {
  const range = parseRange(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in range) throw new UsageError(`--kubernetes: ${range.problem}`);
  if (range.minors.length > 1) throw new UsageError('--kubernetes: render takes one minor, not a range');
  return {
    releaseName: values['release-name'] ?? 'release-name',
    namespace: values.namespace ?? 'default',
    kubernetes: `1.${range.minors[0] ?? NEWEST}.0`,
    apiVersions: (values['api-versions'] ?? []).flatMap((versions) => versions.split(',')),
    values: {
      files: (values.values ?? []).flatMap((files) => files.split(',')),
      json: values['set-json'] ?? [],
      typed: values.set ?? [],
      text: values['set-string'] ?? [],
      fromFiles: values['set-file'] ?? [],
    },
  };
}

/** Whether bytes begin as gzip does. */
function isArchive([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

function readFile(path: string, io: Io): Uint8Array {
  try {
    return readNamed(path.trim() === '-' ? '-' : path, io);
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

/** Links of a chart may lead anywhere in its repository; without one, in the current folder. */
function boundaryOf(chart: string, io: Io): string {
  const folder = io.kindOf(chart) === 'directory' ? chart : dirname(chart);
  return repositoryRoot(folder, io) ?? (relative(io.cwd, chart).startsWith('..') ? folder : io.cwd);
}
