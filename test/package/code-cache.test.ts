import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

// Windows does not say who can write a file.
const on = (name: string, body: () => void): void => {
  if (process.getuid === undefined) test.skip(name, body);
  else test(name, body);
};
const GARBAGE = 'this is not what V8 compiled';

interface Installed {
  readonly dist: string;
  readonly folder: string;
  readonly cache: () => string;
  readonly run: () => void;
}

/** Runs `use` with a program of its own, which may keep code beside it. */
function installed(use: (program: Installed) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'daemonlint-cache-'));
  const dist = join(root, 'dist');
  const folder = join(dist, '.cache');
  try {
    mkdirSync(dist);
    for (const name of ['cli.js', 'main.js', 'package.json']) cpSync(join('dist', name), join(dist, name));
    use({
      dist,
      folder,
      cache: () => join(folder, readdirSync(folder)[0] ?? 'nothing'),
      run: () => {
        const { stdout, stderr, status } = spawnSync(process.execPath, [join(dist, 'cli.js'), '--version']);
        assert.is(stderr.toString(), '');
        assert.match(stdout.toString(), /^\d+\.\d+\.\d+\n$/);
        assert.is(status, 0);
      },
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

on('the first run keeps compiled code beside the program, and the next one runs from it', () => {
  installed(({ run, cache, folder }) => {
    run();
    const before = statSync(cache());
    assert.ok(before.size > 500_000, 'whatever ran first, what lints is in it');
    run();
    assert.is(statSync(cache()).ino, before.ino);
    assert.is(readdirSync(folder).length, 1);
    assert.is(statSync(folder).mode & 0o022, 0);
    assert.is(before.mode & 0o022, 0);
  });
});

on('a chunk keeps its compiled code too, and runs from it', () => {
  installed(({ dist, run, folder }) => {
    run();
    cpSync('dist/chunks', join(dist, 'chunks'), { recursive: true });
    const args = [join(dist, 'cli.js'), 'dry-run', '-o', 'yaml', 'fixtures/rules/all-nodes-at-once/good.yaml'];
    const kept = (): string | undefined => readdirSync(folder).find((name) => name.startsWith('yaml.js-'));
    const chunkRuns = (): void => {
      assert.match(spawnSync(process.execPath, args).stdout.toString(), /^---\napiVersion: apps\/v1\n/);
    };
    chunkRuns();
    const name = join(folder, kept() ?? 'no code of the chunk');
    const before = statSync(name).ino;
    chunkRuns();
    assert.is(statSync(name).ino, before);
    writeFileSync(name, GARBAGE);
    chunkRuns();
    assert.is.not(statSync(name).size, GARBAGE.length);
  });
});

on('code that others can write is neither run nor kept', () => {
  installed(({ run, cache, folder }) => {
    run();
    for (const spoil of [
      () => {
        chmodSync(cache(), 0o666);
      },
      () => {
        chmodSync(folder, 0o777);
      },
      () => {
        chownSync(cache(), 65534, 65534);
      },
    ]) {
      if (spoil.toString().includes('chown') && process.getuid?.() !== 0) continue;
      const before = statSync(cache()).ino;
      spoil();
      run();
      assert.is.not(statSync(cache()).ino, before);
      assert.is(statSync(cache()).mode & 0o022, 0);
      assert.is(statSync(folder).mode & 0o022, 0);
    }
  });
});

on('code that V8 does not take is replaced', () => {
  installed(({ run, cache }) => {
    run();
    writeFileSync(cache(), GARBAGE);
    run();
    assert.ok(statSync(cache()).size > 500_000);
  });
});

on('a link in the place of the code is not followed', () => {
  installed(({ run, cache, folder, dist }) => {
    run();
    const name = cache();
    const aside = join(dist, 'aside');
    cpSync(name, aside);
    rmSync(name);
    spawnSync('ln', ['-s', aside, name]);
    run();
    assert.is(statSync(folder).isDirectory(), true);
    assert.is(spawnSync('test', ['-L', name]).status, 1);
  });
});

on('a link in the place of the folder leaves the folder that it leads to as it is', () => {
  installed(({ run, folder, dist }) => {
    const mine = join(dist, 'mine');
    mkdirSync(mine, { mode: 0o700 });
    symlinkSync(mine, folder);
    run();
    assert.is(statSync(mine).mode & 0o777, 0o700);
    assert.equal(readdirSync(mine), []);
  });
});

on('where the program belongs to somebody else, nothing is kept', () => {
  if (process.getuid?.() !== 0) return;
  installed(({ run, dist, folder }) => {
    chownSync(dist, 65534, 65534);
    run();
    assert.is(existsSync(folder), false);
  });
});

test.run();
