import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments } from '../../src/document/documents.ts';
import { positionIn } from '../../src/document/source.ts';
import { GOOD } from '../cli/project.ts';

const AGENT = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {template: {spec: {containers: [{name: agent, image: a/b:1}]}}}
`;

function faultsOf(text: string): string[] {
  const source = { path: 'a.yaml', text };
  return readDocuments(source).unreadable.map(({ fault }) => {
    const { line, column } = positionIn(source, fault.span.start);
    return `${line}:${column} ${fault.explanation}`;
  });
}

test('a broken document before a DaemonSet keeps it from being applied', () => {
  const [fault = '', ...others] = faultsOf(`a: b: c\n---\n${AGENT}`);
  assert.match(fault, /^1:5 a second ": ".*applies nothing behind it, the DaemonSet in line 3 included$/);
  assert.equal(others, []);
});

test('a broken document behind a DaemonSet loses no DaemonSet', () => {
  const [fault = ''] = faultsOf(`${AGENT}---\nkind: ConfigMap\ndata:\n\tx: y\n`);
  assert.match(fault, /^8:1 .*applies nothing behind it$/);
});

test('only the first broken document stops kubectl, and what an engine fills in is not broken', () => {
  assert.is(faultsOf(`${AGENT}---\na: b: c\n---\na: b: c\n`).length, 1);
  assert.equal(faultsOf(`{{ include "x" . }}\n  a: b: c\n---\n${AGENT}`), []);
  assert.equal(faultsOf(`{% if x %}\n{% endif %}\n---\n${AGENT}`), []);
  assert.equal(faultsOf(`a: b: c\n---\nkind: Deployment\n# no daemonset\n`), []);
});

test('an alias of an anchor in another document is not known', () => {
  const [fault = ''] = faultsOf(`x: &a DaemonSet\n---\napiVersion: apps/v1\nkind: *a\nmetadata: {name: x}\n`);
  assert.match(fault, /^4:7 \*a refers to an anchor that is not defined/);
});

test('what comes behind "..." is never read', () => {
  for (const first of ['foo: 1\n', AGENT]) {
    const [fault = '', ...others] = faultsOf(`${first}...\n${AGENT}`);
    assert.match(fault, /^\d+:1 "\.\.\." ends a document .* never applied; write "---"$/);
    assert.equal(others, []);
  }
  assert.equal(faultsOf(`${AGENT}...\n---\n${AGENT}...\n`), []);
  assert.equal(faultsOf(`a: |\n  ...\n  b\n---\n${AGENT}... # the end\n`), []);
});

test('a first line that is indented more ends the document before the kind', () => {
  const [first, ...rest] = GOOD.split('\n');
  const { found, unreadable } = readDocuments({ path: 'a.yaml', text: [` ${first ?? ''}`, ...rest].join('\n') });
  assert.is(found.length, 0);
  assert.match(unreadable[0]?.fault.explanation ?? '', /indented less than the first one/);
  assert.is(unreadable[0]?.fault.span.start, ` ${first ?? ''}\n`.length);
});

test('a DaemonSet in another spelling and without a version is an error, values of a chart are none', () => {
  for (const kind of ['daemonset', 'Daemonset']) {
    const text = GOOD.replace('apiVersion: apps/v1\n', '').replace('kind: DaemonSet', `kind: ${kind}`);
    assert.is(readDocuments({ path: 'a.yaml', text }).found.length, 1, kind);
    const values = text.replace(/^metadata:\n(?: {2}.*\n)*/m, '');
    assert.is(readDocuments({ path: 'a.yaml', text: values }).found.length, 0);
  }
});

test.run();
