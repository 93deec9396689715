import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../../src/index.ts';
import { GOOD, inProject, type Run } from '../cli/project.ts';

const test = suite('fixes do no harm');

/** What the first run finds, how the file is fixed, and what the second run finds. */
async function fixed(text: string, ...options: string[]): Promise<{ before: Run; text: string; after: Run }> {
  let found: { before: Run; text: string; after: Run } | undefined;
  await inProject({ 'a.yaml': text }, async ({ root, run }) => {
    const before = await run(...options, 'a.yaml');
    const after = await run('--fix', ...options, 'a.yaml');
    found = { before, text: readFileSync(join(root, 'a.yaml'), 'utf8'), after };
  });
  if (found === undefined) throw new Error('nothing ran');
  return found;
}

const titles = (text: string): string[] =>
  lint([{ path: 'a.yaml', text }], { preset: 'strict' }).findings.flatMap(({ fix }) =>
    fix === undefined ? [] : [fix.title],
  );

test('a DaemonSet that is refused stays a DaemonSet', async () => {
  const empty = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec: {}\n';
  const { before, text, after } = await fixed(empty, '--preset', 'strict');
  assert.is(before.code, 1);
  assert.is(after.code, 1);
  assert.is(text, empty);
  assert.equal(titles(empty), []);
});

/** Tolerations where they mean nothing: one refusal. */
const misplaced = (operators: readonly string[]): string =>
  GOOD.replace(
    'spec:\n  selector',
    `spec:\n  tolerations:\n${operators.map((one) => `    - { key: a, operator: ${one} }\n`).join('')}  selector`,
  );

test('a field is not moved to where more of it is refused', async () => {
  const wrong = misplaced(['Equals', 'Exist']);
  const { text, after } = await fixed(wrong);
  assert.is(text, wrong);
  assert.is(after.code, 1);
  assert.is(titles(wrong).includes('Move tolerations to spec.template.spec.tolerations'), false);
});

test('and is where that is right', async () => {
  const { text, after } = await fixed(misplaced(['Exists']));
  assert.is(after.code, 0, after.stdout);
  assert.match(text, '      tolerations:\n        - { key: a, operator: Exists }\n');
});

test('one bad fix among many in a large document hides no other', () => {
  const many = Array.from(
    { length: 300 },
    (_, index) => `        - name: c${index}\n          image: a\n          comand: [x]\n`,
  );
  const large = misplaced(['Equals', 'Exist']).replace(/ {8}- name: agent\n[^]*$/, many.join(''));
  const offered = titles(large);
  assert.ok(
    offered.filter((title) => title === 'Write command instead of comand').length > 290,
    String(offered.length),
  );
  assert.is(offered.includes('Move tolerations to spec.template.spec.tolerations'), false);
});

/** Lines that end as Go's reader of YAML ends them; git and most editors see one line. */
for (const [name, end] of Object.entries({ CR: '\r', NEL: '\u0085', LS: '\u2028', PS: '\u2029' })) {
  test(`a ${name} ends a line for the writer as for the reader`, async () => {
    const odd = GOOD.replace(
      'spec:\n  selector',
      `# before${end}spec:\n  # a comment${end}  revisionHistoryLimit: 3${end}  selector`,
    )
      .replace('template:', `# on${end}  template:`)
      .replace(/$/, `          comand: [a] # why${end}          args: [b]${end}`);
    const { text, after } = await fixed(odd, '--preset', 'strict', '--fail-on', 'error');
    assert.is(after.code, 0, `${after.stdout}${JSON.stringify(text)}`);
    assert.match(text, 'command: [a] # why');
    assert.match(text, `rollingUpdate:`);
    const again = await fixed(text, '--preset', 'strict', '--fail-on', 'error');
    assert.is(again.text, text);
  });
}

test('a file of which every line ends in CR is fixed with CR', async () => {
  const { text, after } = await fixed(GOOD.replaceAll('\n', '\r'), '--preset', 'strict', '--fail-on', 'error');
  assert.is(after.code, 0);
  assert.match(text, /\r {2}updateStrategy:\r {4}rollingUpdate:\r/, JSON.stringify(text));
  assert.is(text.includes('\n'), false);
});

test('the summary counts the fixes that are offered, whether or not the format names them', async () => {
  const wrong = misplaced(['Equals', 'Exist']).replace(/$/, '          comand: [a]\n          argz: [b]\n');
  for (const text of [wrong, misplaced(['Exists']), GOOD]) {
    await inProject({ 'a.yaml': text }, async ({ run }) => {
      const { stdout, stderr } = await run('--preset', 'strict', '--format', 'json', 'a.yaml');
      const { findings } = JSON.parse(stdout) as { findings: { fix?: { safety: string } }[] };
      const offered = findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix.safety]));
      const safe = offered.filter((each) => each === 'safe').length;
      assert.ok(safe > 0, stdout);
      assert.match(stderr, `${safe} fixable with --fix`);
      const counts = async (...options: string[]): Promise<string> =>
        (await run('--preset', 'strict', ...options, 'a.yaml')).stderr;
      assert.is(await counts(), stderr);
      assert.is(await counts('--format', 'github'), stderr);
      assert.is(await counts('--quiet'), '');
    });
  }
});

test('lone carriage returns end lines for the reader and for the fixes', async () => {
  const text = readFileSync('fixtures/fuzz/lone-cr/a.yaml', 'utf8');
  assert.match(text, /\r(?!\n)/);
  const stored = async (manifest: string): Promise<unknown> => {
    let answer: { accepted?: boolean; stored?: unknown } = {};
    await inProject({ 'a.yaml': manifest }, async ({ run }) => {
      answer = JSON.parse((await run('dry-run', 'a.yaml')).stdout) as typeof answer;
    });
    assert.is(answer.accepted, true);
    return answer.stored;
  };
  for (const written of [text, text.replaceAll(/(?<!\r)\n/g, '\r'), text.replaceAll('\n', '\r\n')]) {
    const options = ['--preset', 'strict', '--fail-on', 'never'];
    const once = await fixed(written, ...options);
    assert.is.not(once.text, written);
    assert.is((await fixed(once.text, ...options)).text, once.text, 'nothing is left to do');
    // What is written is what is defaulted.
    assert.equal(await stored(once.text), await stored(written));
  }
});

test.run();
