import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { requestedBy } from '../../src/facts/admission-request.ts';
import { shownValue } from '../../src/facts/applied-change.ts';
import { droppedFields } from '../../src/facts/dropped-fields.ts';
import { isSameObject, raisedMinReady, templateChange, updateOf, writtenAt } from '../../src/facts/update.ts';
import { apiPath } from '../../src/kubernetes/yaml/node.ts';
import { manifestOf, withPod } from './manifest-of.ts';

const good = (image = 'agent:1', spec = ''): string => withPod(`{containers: [{name: a, image: '${image}'}]}`, spec);

test('without an earlier state there is no update, and the request creates', () => {
  const manifest = manifestOf(good());
  assert.is(updateOf(manifest), undefined);
  assert.is(templateChange(manifest), undefined);
  const request = requestedBy(manifest, 36);
  assert.equal([request?.old, request?.isChange], [undefined, false]);
  assert.is(request?.stored.spec?.updateStrategy?.type, 'RollingUpdate');
});

test('a new image is a new revision, a strategy is not', () => {
  const image = manifestOf(good('agent:2'), { before: good() });
  assert.ok(templateChange(image));
  assert.is(requestedBy(image, 36)?.isChange, true);
  const strategy = manifestOf(good('agent:1', 'updateStrategy: {type: OnDelete}'), { before: good() });
  assert.ok(updateOf(strategy));
  assert.is(templateChange(strategy), undefined);
  assert.is(requestedBy(manifestOf(good(), { before: good() }), 36)?.isChange, false);
});

test('what the server refuses is not requested', () => {
  const other = good().replaceAll('app: agent', 'app: other');
  assert.is(requestedBy(manifestOf(other, { before: good() }), 36), undefined);
  assert.is(requestedBy(manifestOf(good('')), 36), undefined);
});

test('minReadySeconds counts where it is raised', () => {
  const raised = (from: number, to: number): unknown =>
    raisedMinReady(
      manifestOf(good('a:1', `minReadySeconds: ${String(to)}`), {
        before: good('a:1', `minReadySeconds: ${String(from)}`),
      }),
    );
  assert.equal(raised(5, 10), { from: 5, to: 10 });
  assert.is(raised(10, 10), undefined);
  assert.is(raised(10, 5), undefined);
});

test('a changed field is found where it is written', () => {
  const manifest = manifestOf(good('agent:2'), { before: good() });
  const field = updateOf(manifest)?.fields.find(({ path }) => path.includes('image'));
  const at = writtenAt(manifest, field?.path ?? '');
  assert.is(apiPath(at ?? []), 'spec.template.spec.containers[0].image');
  assert.is(writtenAt(manifest, 'spec.minReadySeconds'), undefined);
});

test('an object is the same by its name and namespace', () => {
  const named = (metadata: string): ReturnType<typeof manifestOf> =>
    manifestOf(good().replace('{name: agent}', metadata));
  const [one] = [named('{name: agent}')];
  assert.ok(isSameObject(one, named('{name: agent, namespace: default}')));
  assert.not(isSameObject(one, named('{name: agent, namespace: other}')));
  assert.not(isSameObject(one, named('{name: other}')));
});

test('a dropped field is named with the minor that keeps it', () => {
  const named = withPod("{hostnameOverride: a, containers: [{name: a, image: 'agent:1'}]}");
  const at = ['spec', 'template', 'spec', 'hostnameOverride'];
  assert.equal(droppedFields(manifestOf(named, { minor: 34 })), [{ at, field: at.join('.'), stored: 35 }]);
  assert.equal(droppedFields(manifestOf(named, { minor: 35 })), []);
});

test('a value in a message is one line of bounded length', () => {
  assert.is(shownValue(undefined), 'nothing');
  assert.is(shownValue({ a: 1n }), '{"a":1}');
  const long = shownValue('x'.repeat(100));
  assert.is(long.length, 80);
  assert.ok(long.endsWith('…'));
});

test.run();
