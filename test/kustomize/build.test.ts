import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeIo } from '../../src/io/node-io.ts';
import { build, BuildError, printYaml } from '../../src/kustomize/index.ts';

const test = suite('kustomize build');
const io = nodeIo();

function text(directory: string): string {
  return build(directory, io)
    .objects.map((object) => printYaml(object))
    .join('---\n');
}

// Recorded with kustomize v5.8.1: npm run kustomizations -- --kustomize PATH --record fixtures/kustomize
for (const name of readdirSync('fixtures/kustomize'))
  test(`prints what kustomize prints: ${name}`, () => {
    const directory = join('fixtures/kustomize', name);
    assert.is(text(directory), readFileSync(join(directory, 'expected.yaml'), 'utf8'));
  });

interface Recorded {
  readonly tree: string;
  readonly dir: string;
  readonly rc: number;
  readonly sha256: string;
}

const SHARED = '../shared/kustomizations';

test('prints what kustomize prints for kustomizations of real projects', () => {
  if (!existsSync(SHARED)) {
    console.warn('kustomizations: ../shared is missing, skipped');
    return;
  }
  for (const line of readFileSync(join(SHARED, 'expected.ndjson'), 'utf8').trim().split('\n')) {
    const { tree, dir, rc, sha256 } = JSON.parse(line) as Recorded;
    const directory = join(SHARED, 'trees', tree, dir);
    if (rc === 0) assert.is(createHash('sha256').update(text(directory)).digest('hex'), sha256, `${tree}/${dir}`);
    else
      assert.throws(
        () => text(directory),
        (error: unknown) => error instanceof BuildError,
        `${tree}/${dir}`,
      );
  }
});

test.run();
