import { existsSync, readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../../src/kubernetes/controller/go-layout.ts';
import { templateHash } from '../../../src/kubernetes/controller/hash.ts';
import { templateIn } from '../../../src/kubernetes/kubectl/history.ts';
import type { PodTemplateSpec } from '../../../src/kubernetes/api/objects.ts';
import { NEWEST, OLDEST } from '../../../src/kubernetes/api/release.ts';
import { revisionName } from '../../../src/kubernetes/controller/revision.ts';
import { structsOf, type GoTypes } from '../../../scripts/minor.ts';
import { dumpOf, FIXTURES, hasShared, SHARED, textOf } from '../../rollout/recordings.ts';

interface Case {
  readonly template: PodTemplateSpec | string;
  readonly hashes: Readonly<Record<string, string>>;
}

const cases = JSON.parse(textOf('hashes.json', FIXTURES)) as readonly Case[];

test('hashes as the Go code of each minor does', () => {
  for (const { template, hashes } of cases) {
    const object =
      typeof template === 'string'
        ? (JSON.parse(textOf(template, FIXTURES)) as { template: PodTemplateSpec }).template
        : template;
    assert.is(Object.keys(hashes).length, NEWEST - OLDEST + 1);
    for (const [minor, hash] of Object.entries(hashes))
      assert.is(
        templateHash(object, Number(minor.slice(2))),
        hash,
        `${minor}: ${JSON.stringify(object).slice(0, 120)}`,
      );
  }
});

test('knows no hash for unknown minors, nor for a template with a time', () => {
  assert.is(templateHash({}, OLDEST - 1), undefined);
  assert.is(templateHash({}, NEWEST + 1), undefined);
  assert.is(templateHash({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } }, 36), undefined);
});

test('the collision count makes another hash', () => {
  assert.is.not(templateHash({}, 36, 0), templateHash({}, 36));
  assert.is.not(templateHash({}, 36, 1), templateHash({}, 36, 0));
});

// Made by hand, or by another DaemonSet: their names are not those of their templates.
const BY_HAND = new Set([
  'scen-duplicate-revision/00-after.yaml',
  'scen-upgrade-creationtimestamp-null/01-old-format-revision.yaml',
]);

/** The recorded revisions whose names are not those that we make; there have to be `atLeast` so many to compare. */
function wrongNames(base: URL, atLeast: number): string[] {
  const wrong: string[] = [];
  let compared = 0;
  for (const folder of readdirSync(base).filter((name) => /^(hist|scen)-/.test(name))) {
    for (const file of readdirSync(new URL(`${folder}/`, base)).filter((name) => name.endsWith('.yaml'))) {
      const path = `${folder}/${file}`;
      const dump = dumpOf(path, base);
      for (const revision of BY_HAND.has(path) ? [] : dump.revisions) {
        compared++;
        const { name = '', labels } = revision.metadata ?? {};
        const counts = dump.daemonSets.map(({ status }) => status?.collisionCount);
        const prefix = name.slice(0, name.lastIndexOf('-'));
        const template = templateIn(revision) ?? {};
        const names = [undefined, ...counts].map((count) => revisionName(prefix, template, 36, count));
        const found = names.find((made) => made?.name === name);
        if (found === undefined || found.hash !== labels?.['controller-revision-hash']) wrong.push(`${path} ${name}`);
      }
    }
  }
  assert.ok(compared >= atLeast, `only ${compared} revisions were found`);
  return wrong;
}

test('names recorded revisions', () => {
  assert.equal(wrongNames(FIXTURES, 20), []);
});

if (hasShared) {
  test('names all recorded revisions', () => {
    assert.equal(wrongNames(SHARED, 200), []);
  });
} else test.skip('all recorded revisions: ../shared is not there', () => undefined);

// The field tables were recorded from 1.31 on; the hashes of full templates stand for those before.
for (let minor = 31; minor <= NEWEST; minor++) {
  const sources = ['ast.json', 'json'].map((end) => new URL(`layout/podtemplate-1.${String(minor)}.${end}`, SHARED));
  const source = sources.find((file) => existsSync(file));
  if (source === undefined) test.skip(`fields of 1.${String(minor)}: ../shared is not there`, () => undefined);
  else
    test(`holds the Go fields of 1.${String(minor)}`, () => {
      const layout = layoutOf(minor);
      for (const [name, fields] of structsOf(JSON.parse(textOf(source.href, source)) as GoTypes))
        assert.equal(layout?.get(name), fields, name);
    });
}

test.run();
