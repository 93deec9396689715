import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject, type Project } from './project.ts';

const SHARED = new URL('../../../shared/manifests/', import.meta.url);
const COUNT = 200;
const UNTAGGED = /^(\s*(?:- )?image: *["']?)([\w./-]+)(["']?)$/m;

/** The same numbers on every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Real manifests that hold a DaemonSet, each with a name of its own. */
function manifests(): Map<string, string> {
  const paths = readdirSync(SHARED, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  const texts = paths.sort().map((path) => readFileSync(new URL(path, SHARED), 'utf8'));
  const plain = texts.filter((text) => /^kind: DaemonSet$/m.test(text) && !text.includes('{{') && !text.includes('\r'));
  return new Map(plain.slice(0, COUNT).map((text, i) => [`files/${String(i)}.yaml`, text]));
}

/** Comments above top-level keys, documents in another order, and another document between them. */
function moved(text: string, random: (below: number) => number): string {
  const documents = text.split(/^---[ \t]*\n/m).filter((document) => document.trim() !== '');
  const edited = documents.map((document) =>
    document.replace(/^(?=(?:spec|metadata|kind|apiVersion):)/gm, () => '# a comment\n\n'.repeat(random(3))),
  );
  for (let i = edited.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [edited[i], edited[j]] = [edited[j] ?? '', edited[i] ?? ''];
  }
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: between\n';
  edited.splice(random(edited.length + 1), 0, ...(random(2) === 0 ? [config] : []));
  return edited.map((document) => (document.endsWith('\n') ? document : `${document}\n`)).join('---\n');
}

interface Listed {
  readonly path: string;
  readonly rule: string;
  readonly field: string;
  readonly severity: string;
  readonly suppressed?: { readonly by: string };
}

async function live({ run }: Project, ...argv: string[]): Promise<Listed[]> {
  const { findings } = JSON.parse((await run('--format', 'json', '--quiet', ...argv)).stdout) as { findings: Listed[] };
  return findings.filter(({ suppressed, severity }) => suppressed === undefined && severity !== 'note');
}

const shown = ({ path, rule, field }: Listed): string => `${path} ${rule} ${field}`;

if (existsSync(SHARED)) {
  test('in real manifests nothing old comes back when lines, documents and files move, and all that is new shows', () => {
    const random = randomOf(17);
    const texts = manifests();
    return inProject(Object.fromEntries(texts), async (project) => {
      const refused = new Set((await live(project, '--only', 'missing-field,invalid-value,unknown-field')).map(shown));
      await project.run('baseline', '--quiet');
      const left = await live(project);
      assert.ok(
        left.every(({ severity }) => severity === 'error'),
        'only refusals are left',
      );
      assert.ok(refused.size > 0);
      const rules = new Set(left.map(({ rule }) => rule));

      const after = new Map([...texts].map(([path, text]) => [path, moved(text, random)]));
      for (const [path, text] of after) project.write(path, text);
      assert.equal(
        (await live(project)).filter(({ rule }) => !rules.has(rule)).map(shown),
        [],
        'moved lines and documents',
      );

      for (const [path, text] of after) {
        if (random(2) === 0) continue;
        project.delete(path);
        after.delete(path);
        const renamed = path.replace('files/', random(2) === 0 ? 'other/' : 'files/re-');
        after.set(renamed, text);
        project.write(renamed, text);
      }
      assert.equal((await live(project)).filter(({ rule }) => !rules.has(rule)).map(shown), [], 'renamed files');

      for (const [path, text] of after) project.write(path, text.replace(UNTAGGED, '$1$2-other$3'));
      const all = await live(project, '--no-baseline', '--only', 'mutable-image-tag');
      const changed = new Set([...after].flatMap(([path, text]) => (UNTAGGED.test(text) ? [path] : [])));
      const back = await live(project, '--only', 'mutable-image-tag');
      assert.equal(
        [...new Set(back.map(({ path }) => path))].sort(),
        [...new Set(all.map(({ path }) => path).filter((path) => changed.has(path)))].sort(),
        'a changed value comes back',
      );
      assert.ok(back.length > 5, String(back.length));
    });
  });
} else test.skip('../shared is not there', () => undefined);

test.run();
