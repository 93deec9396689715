import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { userProject } from './packed.ts';

test('daemonlint/kubernetes is bundled for a browser and runs without anything of Node', async () => {
  const { root, write } = userProject();
  write(
    'page.js',
    `import { create, revision, rollout } from 'daemonlint/kubernetes';
     const answer = create(manifest, { minor: 36 });
     result = JSON.stringify([answer.code, revision(answer.stored), rollout(answer.stored, { available: 4 }).waves]);`,
  );
  const { outputFiles, warnings } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'page.js')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  assert.equal(warnings, []);
  const text = outputFiles[0]?.text ?? '';
  // What browsers have, and V8 alone has not.
  const page: Record<string, unknown> = { TextEncoder, TextDecoder, result: undefined };
  page['manifest'] = readFileSync('fixtures/rules/surge-without-brake/good.yaml', 'utf8');
  runInContext(text, createContext(page));
  const [code, named, waves] = JSON.parse(String(page['result'])) as [number, { name: string }, number];
  assert.is(code, 201);
  assert.match(named.name, /^agent-[a-z0-9]+$/);
  assert.is(waves, 4);
});

test.run();
