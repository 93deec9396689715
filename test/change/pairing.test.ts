import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import { type Manifest, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { pair, type PlaceOf } from '../../src/change/pairing.ts';
import { GOOD } from '../cli/project.ts';

const test = suite('pairing');

function read(files: Readonly<Record<string, string>>): Manifest[] {
  const surroundings = {
    context: { minors: [36], fleet: undefined },
    siblings: () => NO_SIBLINGS,
    previous: () => undefined,
    history: () => [],
  };
  return Object.entries(files).flatMap(([path, text]) =>
    readDocuments({ path, text }).found.map((found) => buildManifest(found, surroundings)),
  );
}

/** `new < old` of each pair and `gone old`, as `path:name`. */
function pairs(old: Readonly<Record<string, string>>, next: Readonly<Record<string, string>>, places = true): string[] {
  const placeOf = ({ source }: Parameters<PlaceOf>[0]): string | undefined => (places ? source.path : undefined);
  const { previous, gone } = pair(read(old), read(next), { old: placeOf, next: placeOf });
  const shown = ({ source, name }: Manifest): string => `${source.path}:${name}`;
  const found = [...previous].map(([manifest, before]) => `${shown(manifest)} < ${shown(before)}`);
  return [...found, ...gone.map((manifest) => `gone ${shown(manifest)}`)].sort();
}

const named = (name: string, app = name): string =>
  GOOD.replace('name: agent', `name: ${name}`).replaceAll('app: agent', `app: ${app}`);
const both = (...texts: string[]): string => texts.join('---\n');

test('by place and name first, whatever the order', () => {
  const files = { 'dev.yaml': named('a'), 'prod.yaml': named('a') };
  const back = Object.fromEntries(Object.entries(files).reverse());
  assert.equal(pairs(files, back), ['dev.yaml:a < dev.yaml:a', 'prod.yaml:a < prod.yaml:a']);
});

test('then by name, where it moved', () => {
  assert.equal(pairs({ 'a.yaml': both(named('a'), named('b')) }, { 'b.yaml': named('b'), 'c.yaml': named('a') }), [
    'b.yaml:b < a.yaml:b',
    'c.yaml:a < a.yaml:a',
  ]);
  assert.equal(pairs({ 'x.yaml': named('a') }, { 'y.yaml': named('a') }, false), ['y.yaml:a < x.yaml:a']);
});

test('a copy that was added beside has no earlier state', () => {
  assert.equal(pairs({ 'a.yaml': named('a') }, { 'a.yaml': named('a'), 'copy.yaml': named('a') }), [
    'a.yaml:a < a.yaml:a',
  ]);
});

test('another namespace is another object', () => {
  const inOther = named('a').replace('name: a', 'name: a\n  namespace: other');
  assert.equal(pairs({ 'a.yaml': named('a'), 'b.yaml': inOther }, { 'a.yaml': inOther, 'b.yaml': named('a') }), [
    'a.yaml:a < b.yaml:a',
    'b.yaml:a < a.yaml:a',
  ]);
});

test('a renamed one by its place or its selector, and what is left is gone', () => {
  assert.equal(pairs({ 'a.yaml': named('a') }, { 'a.yaml': named('b') }), ['a.yaml:b < a.yaml:a', 'gone a.yaml:a']);
  assert.equal(pairs({ 'a.yaml': named('a', 'x') }, { 'b.yaml': named('b', 'x') }), [
    'b.yaml:b < a.yaml:a',
    'gone a.yaml:a',
  ]);
  assert.equal(pairs({ 'a.yaml': named('a') }, { 'b.yaml': named('b') }), ['gone a.yaml:a']);
});

test('what kept its name is not a candidate for a rename', () => {
  assert.equal(pairs({ 'a.yaml': both(named('a'), named('b')) }, { 'a.yaml': both(named('c'), named('b')) }), [
    'a.yaml:b < a.yaml:b',
    'a.yaml:c < a.yaml:a',
    'gone a.yaml:a',
  ]);
});

test.run();
