import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ASKED_MINORS,
  caseOf,
  casesOf,
  differingOf,
  historyOf,
  linesOf,
  manifestsOf,
  type Case,
} from '../../../scripts/verdicts/cases.ts';
import { ask, compare } from '../../../scripts/verdicts/compare.ts';
import { create, update, type Answer } from '../../../src/kubernetes/apiserver/apiserver.ts';
import { changedFields, semanticEqual } from '../../../src/kubernetes/apimachinery/equality.ts';
import { storedJson } from '../../../src/kubernetes/apiserver/serialize.ts';
import { parseJson } from '../../../src/kubernetes/yaml/parse.ts';
import { MANIFEST, posted, read } from '../posted.ts';

const FIXTURES = new URL('../../../fixtures/apiserver/', import.meta.url);
const fixture = (name: string): URL => new URL(`${name}.ndjson`, FIXTURES);

/** Where our answers to `cases` part from those of the server. */
function differences(cases: readonly Case[], atLeast = 80): string[] {
  assert.ok(cases.length >= atLeast, `only ${cases.length} cases were found`);
  return cases.flatMap((one) =>
    compare(one, ask(one))
      .filter(({ equal }) => !equal)
      .map(({ what, expected, got }) => `${one.id} ${what}: ${JSON.stringify(expected)} but ${JSON.stringify(got)}`),
  );
}

test('creates, as kube-apiserver 1.36.3 answers', () => {
  assert.equal(
    differences(
      linesOf(fixture('create')).map((line) => caseOf(line, 36)),
      1400,
    ),
    [],
  );
});

test('updates, as kube-apiserver 1.36.3 and the controller answer', () => {
  assert.equal(differences(linesOf(fixture('update')).map((line) => caseOf(line, 36))), []);
});

test('other minors, as their servers answer', () => {
  for (const minor of [30, 34, 35, 36, 37]) {
    const cases = differingOf(FIXTURES, minor);
    assert.ok(cases.length > 100);
    assert.equal(differences(cases), [], `1.${String(minor)}`);
  }
});

test('names revisions as the controllers of 1.36 and 1.37 do', () => {
  for (const minor of [36, 37]) {
    const named = casesOf(FIXTURES, minor).filter(({ verdict }) => verdict.controllerRevisionNames !== undefined);
    assert.ok(named.length > 50);
    const compared = named.flatMap((one) => compare(one, ask(one))).filter(({ what }) => what === 'revisions');
    assert.ok(compared.length > 50);
    assert.equal(
      compared.filter(({ equal }) => !equal),
      [],
    );
  }
});

test('all that is wrong is told, not only what the server tells first', () => {
  const text = MANIFEST.replace('name: agent\nspec', 'name: agent\nspce: 1\nspec').replace('1Gi', '1K');
  const answer = posted(
    text.replace('image: agent:1', 'image: agent:1\n        ports: [{containerPort: 70000}, {containerPort: x}]'),
  );
  assert.is(answer.code, 400);
  assert.match(answer.message ?? '', /quantit/);
  assert.equal(
    answer.problems.map(({ kind, field }) => `${kind} ${field}`),
    [
      'strict spce',
      'saved spec.template.spec.containers[0].ports[1].containerPort',
      'abort spec.template.spec.containers[0].resources.limits.memory',
    ],
  );
  assert.equal(answer.causes, []);
  assert.equal(
    answer.further.map(({ field }) => field),
    ['spec.template.spec.containers[0].ports[0].containerPort'],
  );
  assert.equal(answer.object.spec?.template?.spec?.containers?.[0]?.image, 'agent:1');
});

test('without an address, the file must say what it is and where it goes', () => {
  const request = { minor: 36, namespace: '' };
  assert.is(create(read(MANIFEST.replace('kind: DaemonSet\n', '')), request).code, 400);
  assert.is(create(read(MANIFEST.replace('apiVersion: apps/v1\n', '')), request).code, 400);
  assert.is(create(read(MANIFEST), request).stored?.metadata?.namespace, 'default');
  const other = MANIFEST.replace('name: agent\n', 'name: agent\n  namespace: logging\n');
  assert.is(create(read(other), request).stored?.metadata?.namespace, 'logging');
  assert.is(create(read(MANIFEST), { ...request, namespace: 'x' }).stored?.metadata?.namespace, 'x');
  assert.is(create(read(other), { ...request, namespace: 'x' }).code, 400);
  assert.is(posted(other).code, 400);
});

test('numbers of JSON files are read as a client sends them on', () => {
  const text = '{"apiVersion":"apps/v1","kind":"DaemonSet","spec":{"minReadySeconds":5.0}}';
  const parsed = parseJson(text, { start: 0, end: text.length });
  assert.equal(create(parsed, { minor: 36, namespace: '' }).problems, []);
  assert.is(create(parsed, { minor: 36, namespace: '', asPosted: true }).problems.length, 1);
});

test('escapes in the quantities of a raw JSON body are not undone', () => {
  const text = '{"spec":{"template":{"spec":{"overhead":{"cpu":"\\u0031","memory":" 1Gi"}}}}}';
  const { problems } = create(parseJson(text, { start: 0, end: text.length }), {
    minor: 36,
    namespace: 'default',
    asPosted: true,
    text,
  });
  assert.equal(
    problems.map(({ field }) => field),
    ['spec.template.spec.overhead.cpu'],
  );
});

test('an amount is validated as it was written, and stored as it is printed', () => {
  const limited = (limits: string): Answer => posted(MANIFEST.replace('{memory: 1Gi}', limits));
  const gpus = limited('{example.com/gpu: 9300000000000000}');
  assert.equal(
    gpus.causes.map(({ message }) => message),
    ['Invalid value: "9300T": must be an integer'],
  );
  assert.is(limited('{example.com/gpu: 9300T}').code, 201);
  const bytes = limited('{memory: "1000000000000000000"}');
  const stored = bytes.stored?.spec?.template.spec?.containers[0]?.resources;
  assert.equal(stored, { limits: { memory: '1E' } });
  assert.is(bytes.warnings.length, 1);
  assert.match(bytes.warnings.join(), 'fractional byte value "1E" is invalid');
});

test('a quantity spelt otherwise is a new revision, but no new generation', () => {
  const old = posted(MANIFEST).stored;
  assert.ok(old);
  const respelt = update(old, read(MANIFEST.replace('1Gi', '1073741824')), { minor: 36, namespace: 'default' });
  assert.equal([respelt.code, respelt.newRevision, respelt.generationDelta], [200, true, 0]);
  assert.ok(respelt.stored);
  assert.ok(semanticEqual(old.spec, respelt.stored.spec));
  assert.equal(changedFields(old, respelt.stored), [
    {
      path: 'spec.template.spec.containers[0].resources.limits.memory',
      old: '1Gi',
      new: '1073741824',
      inTemplate: true,
    },
  ]);
  const image = update(old, read(MANIFEST.replace('agent:1', 'agent:2')), { minor: 36, namespace: 'default' });
  assert.equal([image.newRevision, image.generationDelta, image.templateGenerationDelta], [true, 1, 1]);
  assert.is(image.stored?.metadata?.annotations?.['deprecated.daemonset.template.generation'], '2');
  const name = update(old, read(MANIFEST.replace('name: agent\n', 'name: other\n')), {
    minor: 36,
    namespace: 'default',
  });
  assert.equal([name.code, name.newRevision], [400, false]);
});

test('stored bytes sort labels as Go does and escape for HTML', () => {
  const text = MANIFEST.replaceAll('{app: agent}', '{app: agent, "10": a, "9": b}').replace(
    'image: agent:1',
    'image: "<a>"',
  );
  const template = posted(text).stored?.spec?.template;
  assert.ok(template);
  assert.match(storedJson(template), '{"metadata":{"labels":{"10":"a","9":"b","app":"agent"}}');
  assert.match(storedJson(template), '"image":"\\u003ca\\u003e"');
});

test('a dropped volume does not move the places of faults', () => {
  const volumes = '      volumes: [{name: i, image: {reference: a}}, {name: h, hostPath: {path: ""}}]\n';
  const { causes, dropped } = posted(MANIFEST + volumes, 34);
  assert.equal(
    dropped.map(({ field }) => field),
    ['spec.template.spec.volumes[0]'],
  );
  assert.equal(
    causes.map(({ field, at }) => [field, at.join('.')]),
    [['spec.template.spec.volumes[0].hostPath.path', 'spec.template.spec.volumes.1.hostPath.path']],
  );
});

const SHARED = new URL('../../../../shared/', import.meta.url);

if (existsSync(SHARED)) {
  test('all verdicts', () => {
    const known = ({ clusterDependent, verdict }: Case): boolean => !clusterDependent || verdict.accepted;
    const verdicts = new URL('verdicts/', SHARED);
    const cases = [...casesOf(verdicts, 36), ...historyOf(SHARED), ...manifestsOf(SHARED)];
    assert.equal(differences(cases.filter(known)), []);
    for (const minor of ASKED_MINORS.filter((asked) => asked !== 36))
      assert.equal(differences(differingOf(verdicts, minor).filter(known)), [], `1.${String(minor)}`);
  });
} else test.skip('all verdicts: ../shared is not there', () => undefined);

test.run();
