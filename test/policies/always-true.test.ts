import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { preparePolicy } from '../../src/kubernetes/admission/compile-policy.ts';
import { structOf } from '../../src/kubernetes/api/schema.ts';
import { alwaysTrue } from '../../src/policies/always-true.ts';

/** The absent fields that make an expression true; undefined when it may be false. */
function absent(expression: string, variables: Readonly<Record<string, string>> = {}): readonly string[] | undefined {
  const named = Object.entries(variables).map(([name, text]) => ({ name, expression: text }));
  const policy = preparePolicy(
    { metadata: { name: 'p' }, spec: { validations: [{ expression }], variables: named } },
    36,
  );
  const [validation] = policy.validations;
  if (validation === undefined || !('compiled' in validation.expression))
    throw new Error(`cannot compile ${expression}`);
  const expressionOf = (name: string) => {
    const variable = policy.variables.get(name);
    return variable !== undefined && 'compiled' in variable ? variable.compiled.parsed.expr : undefined;
  };
  return alwaysTrue(validation.expression.compiled.parsed.expr, structOf('DaemonSet', 36), expressionOf)?.absent;
}

const REPLICAS = ['spec.replicas'];

test('what asks for a field that no DaemonSet has', () => {
  assert.equal(absent('!has(object.spec.replicas)'), REPLICAS);
  assert.equal(absent('!has(object.spec.replicas) || object.spec.replicas > 1'), REPLICAS);
  assert.equal(absent('has(object.spec.replicas) ? object.spec.replicas > 1 : true'), REPLICAS);
  assert.equal(absent('object.spec.?replicas.orValue(3) >= 3'), REPLICAS);
  assert.equal(absent('!object.?spec.?replicas.hasValue()'), REPLICAS);
});

test('what asks for another kind', () => {
  assert.equal(absent('object.kind != "Deployment" || object.spec.replicas > 1'), []);
  assert.equal(absent('request.resource.resource == "daemonsets"'), []);
  assert.equal(absent('request.kind.group == "apps" && has(object.spec.template)'), []);
});

test('what is true of every container', () => {
  assert.equal(absent('object.spec.template.spec.containers.all(c, has(c.image))'), []);
  assert.equal(absent('!object.spec.template.spec.containers.exists(c, has(c.cpu))'), [
    'spec.template.spec.containers[].cpu',
  ]);
});

test('variables are read', () => {
  assert.equal(absent('variables.free', { free: '!has(object.spec.replicas)' }), REPLICAS);
  assert.equal(absent('!has(variables.spec.replicas)', { spec: 'object.spec' }), REPLICAS);
});

test('variables that use each other twice are read once', () => {
  const names = Array.from({ length: 60 }, (_, i): [string, string] => [
    `v${i + 1}`,
    `variables.v${i} && variables.v${i}`,
  ]);
  const variables = { v0: '!has(object.spec.replicas)', ...Object.fromEntries(names) };
  assert.equal(absent('variables.v60', variables), REPLICAS);
});

test('what may be false, or fail, is not always true', () => {
  for (const expression of [
    'has(object.spec.replicas)',
    '!has(object.spec.minReadySeconds)',
    'has(object.spec.minReadySeconds)',
    'object.kind == "Deployment"',
    'object.spec.?replicas.orValue(2) >= 3',
    'object.metadata.name == "agent"',
    'object.spec.replicas > 1',
    '!has(object.spec.replicas) && object.metadata.name == "agent"',
    'object.spec.template.spec.containers.all(c, has(c.resources))',
    'object.spec.template.spec.?initContainers.orValue([]).exists(c, true)',
    'object.spec.template.spec.initContainers.exists(c, !has(c.cpu))',
    'variables.named',
  ])
    assert.is(absent(expression, { named: 'object.metadata.name == "agent"' }), undefined, expression);
});

test.run();
