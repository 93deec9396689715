import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The licences of the packages that `inputs` (paths of bundled modules) come from, which ask to be passed on with them. */
export function licensesOf(inputs: readonly string[], ...types: readonly string[]): string {
  const modules = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const folders = [...new Set([...modules, ...types.map((name) => join('node_modules', name))])].sort();
  return folders.map(licenseOf).join('\n');
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const title = `${name} ${version} (${license})`;
  const text =
    file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${title}\n${'-'.repeat(title.length)}\n${text === '' ? `License: ${license}` : text}\n`;
}
