import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SHARED } from '../../scripts/charts/compare.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { main } from '../../src/main.ts';

interface Place {
  readonly path: string;
  readonly range: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
}
type Finding = Place & { readonly rule: string; readonly field: string; readonly related?: readonly Place[] };

/** Everything that the strictest preset finds in the charts of some folders. */
async function findingsIn(cwd: string, folders: readonly string[]): Promise<readonly Finding[]> {
  let output = '';
  const stdout = (text: string): void => {
    output += text;
  };
  const io = { ...nodeIo(), cwd, env: {}, stdout, stderr: () => undefined, stdoutIsTTY: false, stderrIsTTY: false };
  await main([...folders, '--no-config', '--preset', 'strict', '--notes', '--format', 'json'], io);
  return (JSON.parse(output) as { findings: readonly Finding[] }).findings;
}

const texts = new Map<string, readonly string[]>();

/** The lines of a place up to its end, from its beginning on, and with what stands before it in the line. */
function linesAt(root: string, { path, range: { start, end } }: Place): { marked: string; line: string } {
  const lines = texts.get(path) ?? readFileSync(join(root, path), 'utf8').split('\n');
  texts.set(path, lines);
  const [line = '', ...more] = lines.slice(start.line - 1, end.line);
  assert.ok(start.line <= lines.length && start.column <= line.length + 1, `${path}:${start.line}:${start.column}`);
  return { marked: [line.slice(start.column - 1), ...more].join('\n'), line };
}

/** Whether an action, or a key of the field, stands where a finding points. */
function isExplained({ marked, line }: ReturnType<typeof linesAt>, field: string): boolean {
  const keys = ['name', ...field.replace(/\[\d+\]/g, '').split('.')];
  return marked.includes('{{') || keys.some((key) => key !== '' && line.includes(key));
}

if (existsSync(SHARED)) {
  test('each finding of the recorded charts points at what explains it', async () => {
    const root = join(SHARED, 'charts');
    // One repository in two: the others say nothing new.
    const folders = readdirSync(root).filter((_, index) => index % 2 === 0);
    const findings = (await findingsIn(root, folders)).filter(({ path }) => !path.includes('.tgz/'));
    assert.ok(findings.length > 100, String(findings.length));
    // helm names a place within an action.
    const odd = findings.filter(
      (finding) => finding.rule !== 'chart-error' && !isExplained(linesAt(root, finding), finding.field),
    );
    assert.equal(
      odd.map(({ path, rule, field }) => `${path} ${rule} ${field}`),
      [],
    );
    for (const place of findings.flatMap(({ related = [] }) => related))
      if (!place.path.includes('.tgz/')) linesAt(root, place);
  });
} else {
  test.skip('each finding of the recorded charts points at what explains it (skipped: no charts beside this folder)', () =>
    undefined);
}

test.run();
