/** Small manifests for one rule, and cases of what it says of them. */
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { fixtureReport } from '../../scripts/fixture-report.ts';
import { GOOD } from '../cli/project.ts';
import type { Finding } from '../../src/report/report.ts';

export { GOOD };

export const withSpec = (text: string): string => GOOD.replace('spec:\n', `spec:\n  ${text}\n`);
export const withPod = (text: string): string => GOOD.replace('    spec:\n', `    spec:\n      ${text}\n`);
export const withContainer = (text: string): string => `${GOOD}          ${text}\n`;
export const withImage = (image: string): string => GOOD.replace('registry.example.com/agent:1.4.2', image);
export const annotated = (text: string): string =>
  GOOD.replace('  name: agent\n', `  name: agent\n  annotations: {${text}}\n`);
export const caused = (cause: string): string => annotated(`kubernetes.io/change-cause: ${JSON.stringify(cause)}`);
export const rolling = (budget: string): string => withSpec(`updateStrategy: {rollingUpdate: {${budget}}}`);
export const fixture = (header: object, text: string): string => `# fixture: ${JSON.stringify(header)}\n${text}`;
export const change = (before: string, after: string): string => `# before\n${before}---\n${after}`;

export const GROUP = { labels: {}, taints: [], allocatable: {} };
/** What a rule alone finds in a text. */
export async function foundBy(id: string, text: string): Promise<readonly Finding[]> {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return (await fixtureReport(rule, 'made-up.yaml', text)).findings;
}

/** A rule, a text, and what its findings say, each as severity and message. */
export type Case = readonly [rule: string, name: string, text: string, ...says: RegExp[]];

/** One test for each case. */
export function runCases(test: ReturnType<typeof suite>, cases: readonly Case[]): void {
  for (const [id, name, text, ...says] of cases) {
    test(`${id}: ${name}`, async () => {
      const found = (await foundBy(id, text)).map(
        ({ severity, message, range: { start } }) => `${severity} ${message} @${start.line}:${start.column}`,
      );
      assert.is(found.length, says.length, found.join('\n'));
      for (const [index, pattern] of says.entries()) assert.match(found[index] ?? '', pattern, found[index]);
    });
  }
}
