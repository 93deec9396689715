import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, type Run } from './project.ts';

const test = suite('docs/apply.md');

const PAGE = readFileSync('docs/apply.md', 'utf8');
const NEXT = GOOD.replace('agent:1.4.2', 'agent:1.5.0');

/** Every command of the page: the lines of its blocks, and what its prose quotes with its arguments. */
function commands(): readonly string[] {
  const blocks = [...PAGE.matchAll(/```\n([^]*?)```/g)].flatMap(([, text = '']) => text.split('\n'));
  const quoted = [...PAGE.replace(/```[^]*?```/g, '').matchAll(/`(daemonlint [^`]*)`/g)].map(([, text = '']) => text);
  return [...blocks, ...quoted]
    .map((line) => line.replace(/\s+#.*/, ''))
    .filter((line) => line.startsWith('daemonlint ') && !/[[|]/.test(line));
}

test('every command does what the page says', () =>
  inProject({ 'old.yaml': GOOD, 'ds.yaml': NEXT }, async ({ run, write }) => {
    // What the first line of the block writes.
    write('live.yaml', (await run('apply', 'old.yaml', '--output', 'yaml', '--show-managed-fields')).stdout);
    const expected: Readonly<Record<string, (ran: Run) => void>> = {
      'daemonlint apply ds.yaml --to live.yaml': ({ stdout }) => {
        assert.is(stdout, 'daemonset.apps/agent configured\n');
      },
      'daemonlint apply ds.yaml --to live.yaml --output yaml': ({ stdout }) => {
        assert.match(stdout, /image: registry\.example\.com\/agent:1\.5\.0\n/);
      },
      'daemonlint apply ds.yaml --to live.yaml --server-side --output yaml --show-managed-fields': ({ stdout }) => {
        assert.match(stdout, /image: registry\.example\.com\/agent:1\.5\.0\n/);
        assert.match(stdout, /manager: kubectl\n {4}operation: Apply\n/);
      },
      'daemonlint rollout restart ds/NAME --from live.yaml': ({ stdout }) => {
        assert.is(stdout, 'daemonset.apps/agent restarted\n');
      },
      'daemonlint rollout undo ds/NAME --from live.yaml --dry-run=client --explain': ({ code, stdout, stderr }) => {
        // The object alone has no revisions.
        assert.is(code, 1);
        assert.match(stderr, 'no last revision to roll back to');
        assert.match(stdout, 'no-rollback-history');
      },
    };
    const found = commands().filter((command) => command !== 'daemonlint render');
    assert.equal(found, Object.keys(expected));
    for (const command of found)
      expected[command]?.(await run(...command.replace('ds/NAME', 'ds/agent').split(' ').slice(1)));
  }));

test('every option of the synopsis is one, and each option of apply is on the page', async () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const [synopsis = ''] = /```\ndaemonlint apply FILE[^]*?```/.exec(PAGE) ?? [];
    const { stdout } = await run('apply', '--help');
    for (const [option] of synopsis.matchAll(/--[a-z-]+/g)) assert.ok(stdout.includes(`${option} `), option);
  }));

test.run();
