import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  budget,
  create,
  revision,
  rollout,
  rolloutHistory,
  rolloutUndo,
  update,
} from '../../../src/kubernetes/index.ts';
import { MANIFEST } from '../posted.ts';
import { any, throws } from './refusals.ts';

test('an input that is no document throws, and says where', () => {
  const itself: Record<string, unknown> = { kind: 'DaemonSet' };
  itself['spec'] = { template: itself };
  const deep = (levels: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = [value];
    return value;
  };
  throws(() => create(''), TypeError, /^"manifest" has to hold one document, and holds none$/);
  throws(() => create(`${MANIFEST}---\n${MANIFEST}`), TypeError, /holds 2$/);
  throws(() => update('kind: Pod', MANIFEST), TypeError, /^"stored" has to be a DaemonSet, not "Pod"$/);
  throws(() => update('a: [', MANIFEST), TypeError, /cannot be read/);
  throws(() => update({ kind: 'DaemonSet' }, MANIFEST), TypeError, /^"stored" has no spec$/);
  throws(() => rolloutHistory(MANIFEST, 'kind: Pod'), TypeError, /ControllerRevision/);
  for (const value of [undefined, null, 5, true, Symbol('a'), 5n, () => 1])
    throws(() => create(any(value)), TypeError, /^"manifest" has to be the text of one document, or an object, not /);
  throws(() => create(new TextEncoder().encode(MANIFEST)), TypeError, /not bytes: decode them with TextDecoder$/);
  throws(() => create(new ArrayBuffer(3)), TypeError, /not bytes/);
  throws(() => create({ spec: new Error('a') }), TypeError, /holds an Error at spec/);
  throws(
    () => create({ spec: { minReadySeconds: NaN } }),
    TypeError,
    /^"manifest" holds NaN at spec.minReadySeconds: JSON/,
  );
  throws(() => create({ spec: { minReadySeconds: 5n } }), TypeError, /holds a bigint at spec.minReadySeconds/);
  throws(() => create({ metadata: { labels: new Map() } }), TypeError, /holds a Map at metadata.labels/);
  throws(() => create({ items: [1, () => 1] }), TypeError, /holds a function at items\[1\]/);
  throws(() => create(itself), TypeError, /^"manifest" refers to itself at spec.template$/);
  for (const value of [[], [1], new Date(0), new Date(NaN)])
    throws(() => create(value), TypeError, /^"manifest" has to be the text of one document, or an object, not a/);
  const fail = (): never => {
    throw new Error('mine');
  };
  const hostile = new Proxy({}, { get: fail, ownKeys: fail });
  const throwing = Object.defineProperty({}, 'labels', { get: fail, enumerable: true });
  throws(() => create({ metadata: throwing }), TypeError, /^"manifest" cannot be read at metadata.labels$/);
  throws(() => create({ metadata: hostile }), TypeError, /^"manifest" cannot be read at metadata$/);
  throws(() => create(hostile), TypeError, /^"manifest" cannot be read$/);
  throws(() => create(MANIFEST, any(hostile)), TypeError, /^"minor" cannot be read$/);
  throws(() => create(MANIFEST, any({ minor: hostile })), TypeError, /^"minor" has to be/);
  throws(() => create({ a: deep(100_000) }), TypeError, /nested in more than 1000 levels/);
  assert.is(create(`a: ${'['.repeat(100_000)}`).code, 400, 'text is for the server to refuse');
  assert.is(create(`{"a": ${'['.repeat(100_000)}`).code, 400);
  const dated = { ...create(MANIFEST).stored, metadata: { name: 'agent', creationTimestamp: new Date(0) } };
  assert.is(create(dated).code, 201, 'clients hold times as Date');
});

test('what no server stores is refused with its words', () => {
  const negative = MANIFEST.replace('spec:\n', 'spec:\n  minReadySeconds: -5\n');
  const misplaced = MANIFEST.replace('spec:\n', 'spec:\n  maxUnavailable: 5\n');
  for (const ask of [revision, (text: string) => budget(text, 3), (text: string) => rollout(text, { available: 3 })]) {
    throws(
      () => ask(negative),
      TypeError,
      /^"daemonSet" is refused by Kubernetes 1.37: .*minReadySeconds: Invalid value/,
    );
    throws(() => ask(misplaced), TypeError, /unknown field "spec.maxUnavailable"/);
  }
  const wrong = { kind: 'DaemonSet', spec: { selector: 5, template: { spec: { containers: 'a' } } } };
  throws(() => update(wrong, MANIFEST), TypeError, /^"stored" is not a DaemonSet: json: cannot unmarshal/);
  throws(() => rolloutUndo(wrong, []), TypeError, /^"daemonSet" is not a DaemonSet: json: cannot unmarshal/);
  const data = { spec: { template: { spec: { containers: 'a' } } } };
  throws(
    () => rolloutUndo(MANIFEST, [{ kind: 'ControllerRevision', revision: 1, data }]),
    TypeError,
    /^"revisions\[0\]" is not a ControllerRevision: data.spec.template: json: cannot unmarshal string/,
  );
  throws(() => rolloutUndo(MANIFEST, { kind: 'List', items: 5 }), TypeError, /^"revisions.items" has to be a list$/);
  const bare = MANIFEST.replace(/containers:[^]*/, '{}\n');
  throws(() => budget(bare, 3), TypeError, /containers: Required value/);
  throws(() => budget({ ...create(MANIFEST).stored, spec: { template: { spec: {} } } }, 3), TypeError, /containers/);
});

test('a name that no server takes is refused wherever the answer depends on it', () => {
  const named = MANIFEST.replace('name: agent', 'name: A_b');
  assert.is(create(named).code, 422);
  for (const ask of [revision, (text: string) => budget(text, 3), (text: string) => rollout(text, { available: 3 })])
    throws(() => ask(named), TypeError, /^"daemonSet" is refused by Kubernetes 1.37: .*metadata.name: Invalid value/);
});

test.run();
