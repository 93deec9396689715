import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FieldValidation, Live } from '../../../src/kubernetes/apiserver/patch-request.ts';
import { manifest, run } from './applied.ts';

const apply = suite('kubectl apply --validate');

apply('validates as --validate says: kinds before anything is read, unknown fields when they are sent', () => {
  const words = (text: string, validation: FieldValidation, live: readonly Live[] = []): string => {
    const { stdout, stderr } = run(text, live, { validation }).outcome;
    return stdout + stderr;
  };
  const invalid = (faults: string): string =>
    `error: error validating "ds.yaml": error validating data: ${faults}; if you choose to ignore these errors, turn validation off with --validate=false\n`;
  const second = `---\n${manifest()}`;
  for (const validation of ['Strict', 'Warn'] as const) {
    assert.is(words(`kind: DaemonSet\n${second}`, validation), invalid('apiVersion not set'));
    assert.is(
      words('apiVersion: 1\nkind: [a]\n', validation),
      invalid("[apiVersion isn't string type, kind isn't string type]"),
    );
    assert.is(
      words('apiVersion: a/b/c\n', validation),
      invalid('[unexpected GroupVersion string: a/b/c, kind not set]'),
    );
    assert.is(words('[1]', validation), invalid('invalid object to validate'));
  }
  assert.match(words('apiVersion: apps/v1\n', 'Ignore'), /unable to decode "ds\.yaml": Object 'Kind' is missing in/);
  const unknown = manifest({ spec: 'foo: 1' });
  assert.match(words(unknown, 'Strict'), 'strict decoding error: unknown field "spec.foo"');
  assert.is(words(unknown, 'Warn'), 'daemonset.apps/agent created\nWarning: unknown field "spec.foo"\n');
  assert.is(words(unknown, 'Ignore'), 'daemonset.apps/agent created\n');
  const { objects } = run(manifest(), []);
  assert.match(words(unknown, 'Strict', objects), 'strict decoding error: unknown field "spec.foo"');
  assert.is(words(unknown, 'Warn', objects), 'daemonset.apps/agent configured\nWarning: unknown field "spec.foo"\n');
  assert.is(words(unknown, 'Ignore', objects), 'daemonset.apps/agent configured\n');
});

apply.run();
