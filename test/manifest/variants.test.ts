import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments } from '../../src/document/documents.ts';
import type { MadeFrom, SourceFile } from '../../src/document/source.ts';
import { lint } from '../../src/index.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { inputText } from '../../src/manifest/input-text.ts';
import { Alternatives } from '../../src/manifest/variants.ts';
import { daemonSet } from './listening.ts';

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: agent\n';

function clashes(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return lint(sources, { only: ['host-port-taken'] }).findings.map(({ path }) => path);
}

test('files of one folder and of different folders meet, in any order', () => {
  assert.equal(clashes({ 'a/x.yaml': daemonSet('x'), 'a/y.yaml': daemonSet('y') }), ['a/x.yaml', 'a/y.yaml']);
  assert.equal(clashes({ 'b/y.yaml': daemonSet('y'), 'a/x.yaml': daemonSet('x') }), ['a/x.yaml', 'b/y.yaml']);
});

test('files that define the same object are variants, and so are their neighbours', () => {
  const variants = {
    'k/plain.yaml': `${account}---\n${daemonSet('x')}`,
    'k/user.yaml': `${account}---\n${daemonSet('y')}`,
  };
  assert.equal(clashes(variants), []);
  assert.equal(clashes({ ...variants, 'k/third.yaml': daemonSet('z') }), []);
  assert.equal(clashes({ 'k/plain.yaml': `${variants['k/plain.yaml']}---\n${daemonSet('y')}` }).length, 2);
});

test('folders of environments do not meet each other; what lies together in one of them does', () => {
  const files = {
    'prod/a/x.yaml': daemonSet('x'),
    'prod/b/y.yaml': daemonSet('y'),
    'test/a/x.yaml': daemonSet('x', 1),
    'test/b/y.yaml': daemonSet('y', 2),
    'other/z.yaml': daemonSet('z'),
  };
  assert.equal(clashes(files), ['prod/a/x.yaml', 'prod/b/y.yaml']);
});

test('clusters and environments each have a folder of their own', () => {
  for (const folder of ['clusters', 'deploy/environments', 'envs', 'app/overlays']) {
    const [eu, us] = [`${folder}/eu/x.yaml`, `${folder}/us/sub/y.yaml`];
    assert.equal(clashes({ [eu]: daemonSet('x'), [us]: daemonSet('y') }), [], folder);
    const [one, two] = [`${folder}/eu/a/x.yaml`, `${folder}/eu/b/y.yaml`];
    assert.equal(clashes({ [one]: daemonSet('x'), [two]: daemonSet('y') }), [one, two], folder);
  }
  assert.is(clashes({ 'teams/a/x.yaml': daemonSet('x'), 'teams/b/y.yaml': daemonSet('y') }).length, 2);
});

const variesIn = (...paths: string[]): Alternatives =>
  new Alternatives(
    paths.map((path) => inputText({ path, text: account })),
    [],
  );

test('a variant never meets a file outside its folder, from either side', () => {
  const alternatives = variesIn('a/k/one.yaml', 'a/k/two.yaml');
  for (const [left, right] of [
    ['a/k/one.yaml', 'b/z.yaml'],
    ['b/z.yaml', 'a/k/one.yaml'],
    ['a/k/one.yaml', 'a/k/two.yaml'],
    ['a/k/sub/deep.yaml', 'z.yaml'],
  ] as const)
    assert.ok(alternatives.between(left, right), `${left} ${right}`);
  assert.not(alternatives.between('a/x.yaml', 'b/z.yaml'));
});

test('what two overlays make of one base are variants; one is not a variant of the base', () => {
  const base: SourceFile = { path: 'base/ds.yaml', text: daemonSet('x') };
  const [root] = readDocuments(base).found;
  assert.ok(root);
  const placeOf: MadeFrom['placeOf'] = () => ({ source: base, span: root.root.span, exact: false, related: [] });
  const made = (path: string, name: string): SourceFile => ({ path, text: daemonSet(name), madeFrom: { placeOf } });
  const alternativesOf = (...sources: readonly SourceFile[]): Alternatives => {
    const found = sources.flatMap((source) => readDocuments(source).found);
    return new Alternatives(
      [],
      found.map((each) =>
        buildManifest(each, {
          context: { minors: [NEWEST], fleet: undefined },
          siblings: () => NO_SIBLINGS,
          previous: () => undefined,
        }),
      ),
    );
  };
  const [eu, us] = [made('over/eu/kustomization.yaml', 'eu-x'), made('over/us/kustomization.yaml', 'us-x')];
  assert.ok(alternativesOf(eu, us).between(eu.path, us.path));
  assert.not(alternativesOf(base, eu).between(base.path, eu.path));
});

test('a file meets itself', () => {
  assert.not(variesIn('k/one.yaml', 'k/two.yaml').between('k/one.yaml', 'k/one.yaml'));
});

test('files of one folder are alike, unless they are variants', () => {
  const alternatives = variesIn('k/one.yaml', 'k/two.yaml');
  assert.is(alternatives.variantOf('x.yaml'), '');
  assert.is(alternatives.variantOf('a/b/x.yaml'), '');
  assert.is(alternatives.variantOf('k/three.yaml'), 'k/three.yaml');
});

test.run();
