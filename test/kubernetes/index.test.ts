import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { caseOf, linesOf } from '../../scripts/verdicts/cases.ts';
import { ask } from '../../scripts/verdicts/compare.ts';
import {
  budget,
  create,
  OLDEST_MINOR,
  revision,
  rollout,
  rolloutHistory,
  rolloutStatus,
  rolloutUndo,
  update,
} from '../../src/kubernetes/index.ts';
import { dumpOf, FIXTURES, textOf } from '../rollout/recordings.ts';
import { throws } from './library/refusals.ts';
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
