import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { GOOD, inProject, WARNED, type Run } from './project.ts';

const test = suite('docs/adopting.md');

const PAGE = readFileSync('docs/adopting.md', 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

const ROLLING = GOOD.replace('spec:\n', 'spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 41}}\n');

test('the steps lead from warnings over a baseline to errors, as they are written', () =>
  inProject(
    { '.git/HEAD': 'ref: refs/heads/main\n', 'old.yaml': WARNED, 'wide.yaml': ROLLING.replaceAll('agent', 'wide') },
    async ({ run, write }) => {
      const [first = '', overrides = ''] = blocks('yaml');
      const commands = blocks('sh').flatMap((text) => text.trim().split('\n'));
      const ran = async (command: string): Promise<Run> => {
        assert.ok(commands.includes(command), command);
        return run(...command.split(' ').slice(1));
      };
      write('daemonlint.yaml', first + overrides);
      const month = await ran('daemonlint --notes');
      assert.is(month.code, 0);
      assert.match(month.stdout, /old\.yaml.*\[no-rollback-history\]/);
      assert.match(
        month.stdout,
        /wide\.yaml.*41 of 400.*\[max-unavailable-limit\]|wide\.yaml.*\[max-unavailable-limit\]/,
      );
      assert.match((await ran('daemonlint config')).stdout, /^failOn: never +# daemonlint\.yaml:3$/m);

      assert.is((await ran('daemonlint baseline')).code, 0);
      write('daemonlint.yaml', (first + overrides).replace('failOn: never\n', ''));
      const known = await run();
      assert.equal([known.code, known.stdout], [0, '']);
      write('new.yaml', WARNED.replaceAll('agent', 'new'));
      assert.match((await run()).stdout, /^new\.yaml.*\[no-rollback-history\]\n$/);
      write('new.yaml', GOOD.replaceAll('agent', 'new'));

      write('old.yaml', GOOD);
      const stale = await ran('daemonlint --rule baseline-stale=error');
      assert.is(stale.code, 1);
      assert.match(stale.stdout, /: error: .*\[baseline-stale\]/);
      assert.is((await run('baseline', '--prune')).code, 0);
      assert.is((await ran('daemonlint --rule baseline-stale=error')).code, 0);
    },
  ));

test('a repository extends the package, with a fleet of its own', () =>
  inProject(
    { '.git/HEAD': 'ref: refs/heads/main\n', 'ds.yaml': ROLLING.replace('41', '5') },
    async ({ run, write }) => {
      const [first = '', , own = ''] = blocks('yaml');
      write('node_modules/@acme/daemonlint-config/daemonlint.yaml', first);
      write('daemonlint.yaml', first);
      assert.not.match((await run()).stdout, 'max-unavailable-limit');
      write('daemonlint.yaml', own);
      assert.match((await run()).stdout, /\[max-unavailable-limit\]/);
    },
  ));

test('every option that counts nodes takes a share, and the page names it', () => {
  const counting = rules.flatMap(({ id, options = {} }) =>
    Object.entries(options)
      .filter(([, { default: value }]) => typeof value === 'string' && /^\d+%?$/.test(value))
      .map(([name]) => `${id}.${name}`),
  );
  assert.equal(counting, [
    'all-nodes-at-once.limit',
    'dead-nodes-exceed-budget.dead',
    'max-unavailable-limit.max',
    'max-unavailable-limit.min',
  ]);
  for (const each of counting) assert.match(PAGE, `[\`${each.replace(/\..*/, '')}\`]`);
});

test.run();
