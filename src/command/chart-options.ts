import { resolve } from 'node:path';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import type { ChartValues } from '../manifest/chart-release.ts';
import type { OptionTable } from './args.ts';

/** What is given to every chart of the input, over the values that it is rendered with otherwise. */
export const CHART_OPTIONS = {
  values: { value: 'FILE', multiple: true, help: 'values for the charts, as helm --values; may be repeated' },
  set: { value: 'KEY=VALUE', multiple: true, help: 'values for the charts, as helm --set; may be repeated' },
} as const satisfies OptionTable;

/** The values of the options; their files are as they were written. */
export function readChartValues(given: {
  readonly values?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
}): ChartValues | undefined {
  const { values = [], set = [] } = given;
  if (values.length + set.length === 0) return undefined;
  return { files: values.flatMap((files) => files.split(',')), typed: set };
}

/** Refuses files of values that do not exist, whether or not a chart takes them. */
export function checkChartValues(given: ChartValues | undefined, io: Io): void {
  for (const file of given?.files ?? [])
    if (io.kindOf(resolve(io.cwd, file)) === undefined) throw new InputError(`${file}: no such file or directory`);
}

/** Says of values that no chart takes that they change nothing. */
export function unusedValues(given: ChartValues | undefined, { hasCharts }: { readonly hasCharts: boolean }): string[] {
  if (given === undefined || hasCharts) return [];
  return ['there is no chart in the input: --values and --set change nothing'];
}
