import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { caseOf, linesOf } from '../../scripts/verdicts/cases.ts';
import { ask } from '../../scripts/verdicts/compare.ts';
import {
  budget,
  create,
  NEWEST_MINOR,
  OLDEST_MINOR,
  revision,
  rollout,
  rolloutHistory,
  rolloutStatus,
  rolloutUndo,
  update,
} from '../../src/kubernetes/index.ts';
import { dumpOf, FIXTURES, textOf } from '../rollout/recordings.ts';
import { MANIFEST } from './posted.ts';

const fixture = (name: string): URL => new URL(`../../fixtures/apiserver/${name}.ndjson`, import.meta.url);

test('options of another kind are refused, and not taken for none', () => {
  for (const [options, kind] of [
    [new Map([['minor', 24]]), 'a Map'],
    [new Date(), 'a Date'],
    [/x/, 'a RegExp'],
    [new Uint8Array(0), 'bytes'],
    [Promise.resolve({ minor: 30 }), 'a Promise'],
  ] as const)
    assert.throws(
      () => create(MANIFEST, options as never),
      (error: unknown) =>
        error instanceof TypeError && error.message === `"options" has to be a plain object, not ${kind}`,
    );
});

test('create answers as the server that was recorded', () => {
  let asked = 0;
  for (const line of linesOf(fixture('create'))) {
    const { yaml = '', ns = 'default', contentType = '', code, message, id } = line;
    const asPosted = contentType.includes('json') ? 'json' : 'yaml';
    const answer = create(yaml, { minor: 36, namespace: ns, asPosted });
    assert.is(answer.code, code, id);
    assert.is(answer.accepted, line.accepted, id);
    const inner = ask(caseOf(line, 36));
    assert.equal(answer.stored, inner.stored, id);
    assert.equal(answer.warnings, inner.warnings, id);
    assert.is(answer.message, inner.message, id);
    assert.is(answer.causes.length, inner.causes.length, id);
    assert.ok(message === undefined || answer.message !== undefined, id);
    asked++;
  }
  assert.ok(asked > 100);
});

test('update answers as the server that was recorded, over what an earlier answer stored', () => {
  let asked = 0;
  for (const line of linesOf(fixture('update'))) {
    const { old = '', new: next = '', id, ns = 'default' } = line;
    const first = create(old, { minor: 36, namespace: ns, asPosted: 'yaml' });
    assert.ok(first.stored, id);
    const before = JSON.stringify(first.stored);
    const inner = ask(caseOf(line, 36));
    if (!('newRevision' in inner)) throw new Error(id);
    for (const stored of [first.stored, before]) {
      const answer = update(stored, next, { minor: 36, namespace: ns, asPosted: 'yaml' });
      assert.is(answer.code, inner.code, id);
      assert.equal(answer.stored, inner.stored, id);
      assert.is(answer.newRevision, inner.newRevision, id);
      assert.is(answer.newGeneration, inner.generationDelta > 0, id);
    }
    assert.is(JSON.stringify(first.stored), before, 'what is given stays as it is');
    asked++;
  }
  assert.ok(asked > 50);
});

test('text in YAML, text in JSON and a plain object are one manifest', () => {
  const object = create(MANIFEST).stored;
  assert.ok(object);
  const answers = [MANIFEST, object, JSON.stringify(object), `# a comment\n---\n${MANIFEST}---\n`].map((input) =>
    create(input),
  );
  for (const answer of answers) {
    assert.is(answer.code, 201);
    assert.equal(answer.stored?.spec, object.spec);
  }
});

test('the namespace is that of the request, else of the manifest, else default', () => {
  const spaces = (text: string, options = {}): string | undefined => create(text, options).stored?.metadata.namespace;
  const placed = MANIFEST.replace('name: agent\n', 'name: agent\n  namespace: own\n');
  assert.equal(
    [spaces(MANIFEST), spaces(placed), spaces(MANIFEST, { namespace: 'other' })],
    ['default', 'own', 'other'],
  );
  assert.is(create(placed, { asPosted: 'yaml' }).code, 400);
});

test('a refusal is an answer, with causes, and text that is not YAML is refused', () => {
  const refused = create(MANIFEST.replace('name: agent\nspec:', 'name: agent\nspec:\n  minReadySeconds: -5'));
  assert.equal(
    { ...refused, message: undefined },
    {
      accepted: false,
      code: 422,
      reason: 'Invalid',
      message: undefined,
      causes: [
        {
          reason: 'FieldValueInvalid',
          field: 'spec.minReadySeconds',
          message: 'Invalid value: -5: must be greater than or equal to 0',
        },
      ],
      warnings: [],
      dropped: [],
    },
  );
  assert.is(create('a: [').code, 400);
  assert.is(create('kind: Pod\napiVersion: v1\n').code, 400);
});

test('each minor answers for itself', () => {
  const text = MANIFEST.replace('containers:', 'hostnameOverride: a\n      containers:');
  assert.is(create(text, { minor: OLDEST_MINOR }).code, 400);
  assert.equal(create(text, { minor: 34 }).dropped, ['spec.template.spec.hostnameOverride']);
  assert.equal(create(text, { minor: 36 }).dropped, []);
});

const throws = (body: () => unknown, type: typeof TypeError, pattern: RegExp): void => {
  assert.throws(body, (error: unknown) => error instanceof type && pattern.test(error.message));
};
/** For arguments that the types forbid. */
const any = (value: unknown): never => value as never;

test('an argument of another kind or size throws, and says what it has to be', () => {
  const fleet = { available: 3 };
  throws(
    () => create(MANIFEST, { minor: NEWEST_MINOR + 1 }),
    RangeError,
    /^"minor" has to be .* from 25 to \d+, not \d+$/,
  );
  throws(() => create(MANIFEST, { minor: 1.5 }), RangeError, /"minor"/);
  throws(() => create(MANIFEST, any({ minor: '36' })), TypeError, /"minor" has to be a whole number .*, not "36"$/);
  throws(() => create(MANIFEST, any(null)), TypeError, /^"options" has to be an object, not null$/);
  throws(
    () => create(MANIFEST, any({ version: 36 })),
    TypeError,
    /^unknown key "version" in "options"; known are minor,/,
  );
  throws(() => create(MANIFEST, any({ namespace: 5 })), TypeError, /^"namespace" has to be a string, not 5$/);
  throws(
    () => create(MANIFEST, any({ asPosted: 'xml' })),
    TypeError,
    /^"asPosted" has to be one of yaml, json, not "xml"$/,
  );
  throws(() => create(MANIFEST, any(Object.create({ minor: 99 }))), RangeError, /"minor"/);
  throws(() => budget(MANIFEST, -1), RangeError, /"nodes"/);
  throws(() => budget(MANIFEST, any('3')), TypeError, /"nodes"/);
  throws(() => rollout(MANIFEST, { available: 1.5 }), RangeError, /"fleet.available"/);
  throws(() => rollout(MANIFEST, any({})), TypeError, /"fleet.available" has to be .*, not undefined/);
  throws(
    () => rollout(MANIFEST, { available: 1_000_000, dead: 1 }),
    RangeError,
    /^the nodes of "fleet" .* at most 1000000 together, not 1000001$/,
  );
  throws(() => rollout(MANIFEST, fleet, { readySeconds: NaN }), RangeError, /"readySeconds"/);
  throws(() => rollout(MANIFEST, fleet, { readySeconds: 1e308 }), RangeError, /from 0 to 1000000000, not 1e\+308/);
  throws(() => rollout(MANIFEST, fleet, { jitter: 1 }), RangeError, /"jitter"/);
  throws(() => rollout(MANIFEST, fleet, { clientQps: 0 }), RangeError, /"clientQps"/);
  throws(() => rollout(MANIFEST, fleet, { seed: NaN }), RangeError, /"seed"/);
  throws(
    () => rollout(MANIFEST, fleet, any({ version: 'bad' })),
    TypeError,
    /"version" has to be an object, not "bad"/,
  );
  throws(() => rollout(MANIFEST, fleet, any({ version: { failAfter: -1 } })), RangeError, /"version.failAfter"/);
  throws(
    () => rolloutUndo(MANIFEST, [], any({ dryRun: 'none' })),
    TypeError,
    /"dryRun" has to be one of client, server/,
  );
  throws(() => rolloutUndo(MANIFEST, [], { toRevision: 1.5 }), RangeError, /"toRevision"/);
  throws(
    () => rolloutHistory(MANIFEST, [], { revision: NaN }),
    RangeError,
    /^"revision" has to be a whole number, not NaN$/,
  );
  throws(() => rolloutHistory(MANIFEST, [], { revision: 2 ** 53 }), RangeError, /^"revision" is too large/);
  throws(() => rollout(MANIFEST, fleet, { clientQps: 1.5 }), RangeError, /has to be a whole number from 1, not 1.5$/);
  throws(
    () => rolloutHistory(MANIFEST, any(undefined)),
    TypeError,
    /^"revisions" has to be a list, .*, not undefined$/,
  );
  assert.is(rolloutUndo(MANIFEST, [], { toRevision: -1 }).code, 1, 'kubectl has words of its own');
});

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

test('a stored object is not validated, as on a server; what replaces it is', () => {
  const { stored } = create(MANIFEST);
  const older = { ...stored, spec: { ...stored?.spec, updateStrategy: { type: 'Nope' } } };
  assert.is(update(older, MANIFEST).code, 200);
  assert.is(update(MANIFEST, older).code, 422);
});

test('a namespace beside that of the manifest is refused', () => {
  const placed = MANIFEST.replace('name: agent', 'name: agent\n  namespace: monitoring');
  const refused = create(placed, { namespace: 'other' });
  assert.equal(
    [refused.code, refused.message],
    [400, 'the namespace of the provided object does not match the namespace sent on the request'],
  );
  assert.is(update(placed, placed, { namespace: 'other' }).code, 400);
  assert.is(create(placed, { namespace: 'monitoring' }).code, 201);
  assert.is(create(placed).stored?.metadata.namespace, 'monitoring');
  assert.is(create(MANIFEST, { namespace: 'other' }).stored?.metadata.namespace, 'other');
});

test('a rollout has a status only where the object has one', () => {
  throws(() => rolloutStatus(MANIFEST), TypeError, /^"daemonSet" has no status: pass what kubectl get/);
  const status = 'status: {desiredNumberScheduled: 3, updatedNumberScheduled: 1}\n';
  assert.match(rolloutStatus(MANIFEST + status).stdout, /1 out of 3 new pods/);
  const onDelete = MANIFEST.replace('spec:\n', 'spec:\n  updateStrategy: {type: OnDelete}\n');
  assert.is(rolloutStatus(onDelete + status).code, 1);
});

test('a revision is named as the controllers of the recorded clusters named it', () => {
  const { revisions, daemonSets } = dumpOf('hist-003/dump.yaml', FIXTURES);
  const [daemonSet] = daemonSets;
  assert.ok(daemonSet);
  const newest = [...revisions].sort((a, b) => b.revision - a.revision)[0];
  assert.is(revision(daemonSet, { minor: 36 })?.name, newest?.metadata?.name);
  // A manifest and what is stored of it have one revision.
  assert.equal(revision(MANIFEST), revision(create(MANIFEST).stored ?? ''));
  assert.not.equal(revision(MANIFEST), revision({ ...create(MANIFEST).stored, status: { collisionCount: 1 } }));
});

test('the budget and the rollout follow the strategy and minReadySeconds of the object', () => {
  assert.equal(budget(MANIFEST, 10), { strategy: 'delete-first', maxUnavailable: 1, maxSurge: 0 });
  const wide = MANIFEST.replace(
    'spec:\n  selector',
    'spec:\n  minReadySeconds: 20\n  updateStrategy: {rollingUpdate: {maxUnavailable: 25%}}\n  selector',
  );
  assert.is(budget(wide, 10).maxUnavailable, 3);
  const slow = rollout(wide, { available: 10 }, { readySeconds: 5, terminationSeconds: 5 });
  assert.is(slow.waves, 4);
  assert.is(slow.maxUnavailableNodes, 3);
  assert.ok(slow.seconds !== null && slow.seconds > 4 * 30);
  assert.is(rollout(wide, { available: 10 }, { version: { failAfter: 0 } }).seconds, null);
  assert.is(rollout(wide, { available: 10, dead: 4 }).seconds, null, 'dead nodes use up the budget');
});

interface Expected {
  readonly cmd: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

test('kubectl’s texts are those that kubectl printed', () => {
  let asked = 0;
  for (const folder of readdirSync(FIXTURES).filter((name) => name.startsWith('hist-'))) {
    const { expected } = JSON.parse(textOf(`${folder}/case.json`, FIXTURES)) as { expected: readonly Expected[] };
    const { daemonSets, revisions } = dumpOf(`${folder}/dump.yaml`, FIXTURES);
    const list = { kind: 'List', apiVersion: 'v1', items: [...daemonSets, ...revisions] };
    for (const { cmd, rc, stdout, stderr } of expected) {
      const name = / ds\/(\S+)/.exec(cmd)?.[1] ?? '';
      const daemonSet = daemonSets.find(({ metadata }) => metadata?.name === name);
      if (daemonSet === undefined) continue;
      const number = (flag: string): number => Number(new RegExp(`--${flag}[= ](-?\\d+)`).exec(cmd)?.[1] ?? 0);
      const dryRun = cmd.includes('--dry-run=client') ? 'client' : 'server';
      const answer = cmd.includes(' history')
        ? rolloutHistory(daemonSet, list, { revision: number('revision'), minor: 36 })
        : cmd.includes(' undo')
          ? rolloutUndo(daemonSet, JSON.stringify(list), { toRevision: number('to-revision'), dryRun, minor: 36 })
          : rolloutStatus(daemonSet);
      assert.equal([answer.code, answer.stdout, answer.stderr], [rc, stdout, stderr], `${folder}: ${cmd}`);
      asked++;
    }
  }
  assert.ok(asked > 20);
});

test.run();
