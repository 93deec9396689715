import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerWithPolicies } from '../../../src/kubernetes/admission/answer.ts';
import { evaluate } from '../../../src/kubernetes/admission/evaluate.ts';
import { readPolicies } from '../../../src/kubernetes/admission/policy-set.ts';
import { typeCheckPolicy } from '../../../src/kubernetes/admission/type-checking.ts';
import { fromJson } from '../../../src/kubernetes/cel/json-values.ts';
import { parseDocument } from '../../../src/kubernetes/yaml/parse.ts';
import { GOOD } from '../../cli/project.ts';

const admission = suite('admission');

const TIME = '2026-01-01T00:00:00Z';

/** A policy for DaemonSets; `spec` is YAML indented by two. */
const policyOf = (spec: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: p
spec:
  matchConstraints:
    resourceRules:
      - apiGroups: [apps]
        apiVersions: [v1]
        operations: [CREATE, UPDATE]
        resources: [daemonsets]
${spec}`;

const bindingOf = (more = '', action = 'Deny'): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: b
spec:
  policyName: p
  validationActions: [${action}]
${more}`;

const read = (...texts: string[]) =>
  readPolicies([{ path: 'p.yaml', text: texts.join('---\n') }], { minor: 37, time: TIME, complete: true });

function ask(texts: readonly string[], manifest = GOOD) {
  const parsed = parseDocument(manifest, { start: 0, end: manifest.length });
  const options = { old: undefined, user: undefined, time: TIME };
  const { inForce } = read(...texts);
  const {
    denial,
    warnings,
    admission: outcome,
  } = answerWithPolicies(parsed, { minor: 37, namespace: '' }, inForce, options);
  const unknown = (outcome?.verdicts ?? []).filter(({ action }) => action === 'Unknown').map(({ message }) => message);
  return {
    code: denial?.code ?? 201,
    message: denial?.causes[0]?.message.split(': ').slice(1).join(': '),
    warnings,
    unknown,
  };
}

const validation = (expression: string, more = ''): string =>
  `  validations:\n    - expression: ${JSON.stringify(expression)}\n${more}`;

admission('denies what a policy forbids, with its code and message', () => {
  const policy = policyOf(
    validation(
      'object.spec.template.spec.containers.all(c, c.image.contains("@"))',
      '      message: use digests\n      reason: Forbidden\n',
    ),
  );
  assert.equal(ask([policy, bindingOf()]), { code: 403, message: 'use digests', warnings: [], unknown: [] });
  assert.is(ask([policy]).code, 201, 'a policy that is not bound does nothing');
  assert.equal(ask([policy, bindingOf('', 'Warn')]).warnings, [
    "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': use digests",
  ]);
});

admission('sees defaults, and takes an error for a denial', () => {
  const defaulted = policyOf(validation('object.spec.revisionHistoryLimit == 10'));
  assert.is(ask([defaulted, bindingOf()]).code, 201);
  const broken = policyOf(validation('object.spec.minReadySeconds > 1'));
  assert.is(
    ask([broken, bindingOf()]).message,
    "expression 'object.spec.minReadySeconds > 1' resulted in error: no such key: minReadySeconds",
  );
  const ignored = policyOf(`  failurePolicy: Ignore\n${validation('object.spec.minReadySeconds > 1')}`);
  assert.is(ask([ignored, bindingOf()]).code, 201);
});

admission('evaluates a variable once, and only when it is asked for', () => {
  const variables = '  variables:\n    - {name: nope, expression: object.spec.nope}\n';
  assert.is(ask([policyOf(variables + validation('true || variables.nope == 1')), bindingOf()]).code, 201);
  assert.is(
    ask([policyOf(variables + validation('variables.nope == 1')), bindingOf()]).message,
    'expression \'variables.nope == 1\' resulted in error: composited variable "nope" fails to evaluate: no such key: nope',
  );
});

admission('takes parameters, and denies when they are missing', () => {
  const policy = policyOf(`  paramKind: {apiVersion: v1, kind: ConfigMap}\n${validation('params.data.max == "1"')}`);
  const binding = bindingOf('  paramRef: {name: c, namespace: default, parameterNotFoundAction: Deny}\n');
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {max: "1"}\n';
  assert.is(ask([policy, binding, config]).code, 201);
  assert.is(ask([policy, binding, config.replace('"1"', '"2"')]).message, 'failed expression: params.data.max == "1"');
  assert.match(ask([policy, binding]).message ?? '', /no params found for policy binding with `Deny`/);
});

admission('does not judge what nobody offline knows', () => {
  const asks = policyOf(validation('authorizer.group("apps").resource("daemonsets").check("get").allowed()'));
  assert.equal(ask([asks, bindingOf()]).unknown, ['authorizer']);
  const labels = bindingOf('  matchResources:\n    namespaceSelector: {matchLabels: {env: prod}}\n');
  const never = policyOf(validation('false'));
  assert.equal(ask([never, labels]).unknown, ['the labels of namespace default']);
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {env: prod}}\n';
  assert.is(ask([never, labels, namespace]).code, 422);
});

admission('refuses a policy whose expression does not compile', () => {
  const { created } = read(policyOf(validation('object.spec.')));
  const [first] = created;
  assert.is(first?.answer.code, 422);
  assert.match(
    first?.answer.message ?? '',
    /spec\.validations\[0\]\.expression: Invalid value: "object\.spec\.": compilation failed: ERROR: <input>:1:13: Syntax error/,
  );
});

admission('checks expressions against the type of a DaemonSet', () => {
  const [first] = read(policyOf(validation('object.spec.replicas > 1'))).created;
  assert.ok(first?.kind === 'ValidatingAdmissionPolicy');
  const warnings = typeCheckPolicy(first.object, 37);
  assert.equal(warnings[0]?.issues[0]?.location, { line: 1, column: 11 });
  assert.equal(
    warnings.map(({ fieldRef, warning }) => ({ fieldRef, warning })),
    [
      {
        fieldRef: 'spec.validations[0].expression',
        warning:
          "apps/v1, Kind=DaemonSet: ERROR: <input>:1:12: undefined field 'replicas'\n | object.spec.replicas > 1\n | ...........^\n",
      },
    ],
  );
});

admission('ends expensive expressions by their cost', () => {
  const list = `[${Array.from({ length: 200 }, (_, i) => String(i)).join(',')}]`;
  const nested = policyOf(validation(`${list}.all(a, ${list}.all(b, ${list}.all(c, a + b + c >= 0)))`));
  assert.match(ask([nested, bindingOf()]).message ?? '', /operation cancelled: actual cost limit exceeded$/);
  const bomb = policyOf(validation(`("a".replace("a", "${'a'.repeat(200)}")).matches("(a+)+$b")`));
  assert.match(ask([bomb, bindingOf()]).message ?? '', /^failed expression/);
});

/** A policy of 60 variables, each made of the one before. */
const doubling = (first: string, next: (before: string) => string, expression: string): string => {
  const variables = Array.from({ length: 60 }, (_, i) => {
    const made = JSON.stringify(next(`variables.v${i}`));
    return `    - {name: v${i + 1}, expression: ${made}}`;
  });
  return policyOf(
    `  variables:\n    - {name: v0, expression: ${JSON.stringify(first)}}\n${variables.join('\n')}\n${validation(expression)}`,
  );
};

const NOTHING_KNOWN = { object: null, oldObject: null, request: null, namespaceObject: null };
const twice = (before: string): string => `${before} + ${before}`;
const paired = (before: string): string => `[dyn(${before}), dyn(${before})]`;

for (const [what, first, next, expression] of [
  ['text', '"aaaaaaaaaa"', twice, 'variables.v60 != ""'],
  ['lists', '[1]', twice, 'variables.v60.all(x, x == 1)'],
  ['compared lists', '[dyn(1)]', paired, 'variables.v60 == [variables.v59, variables.v59]'],
  ['printed lists', '[dyn(1)]', paired, '"%s".format([variables.v60]) == ""'],
  ['flattened lists', '[dyn(1)]', paired, 'variables.v60.flatten(60).size() == 0'],
  ['searched lists', '[dyn(1)]', paired, 'dyn(variables.v60) in [dyn([variables.v59, variables.v59])]'],
  ['summed lists', '[1]', twice, 'variables.v60.sum() == 1'],
  ['printed errors', '[dyn(1)]', paired, '[?dyn(variables.v60)] == []'],
] as const)
  admission(`ends variables that double each other by their cost: ${what}`, () => {
    const [policy] = read(doubling(first, next, expression)).inForce.policies;
    assert.ok(policy !== undefined);
    const [decision] = evaluate(policy, NOTHING_KNOWN, null).decisions;
    assert.is(decision?.outcome, 'error');
    assert.match(decision?.message ?? '', /cost|limit|budget/);
    assert.equal(decision?.explain(), []);
  });

admission('explains variables that use each other twice once', () => {
  const [policy] = read(doubling('object.spec.minReadySeconds', twice, 'variables.v60 == 1')).inForce.policies;
  assert.ok(policy !== undefined);
  const values = { ...NOTHING_KNOWN, object: fromJson({ spec: {} }, 'plain', { holder: undefined, key: 'object' }) };
  const [decision] = evaluate(policy, values, null).decisions;
  assert.equal(
    decision?.explain().map(({ origin }) => origin.key),
    ['minReadySeconds'],
  );
});

admission('keeps lists of many parts in order', () => {
  const added = Array.from({ length: 200 }, (_, i) => `[${i}]`).join(' + ');
  assert.is(
    ask([policyOf(validation(`${added} == lists.range(200) && (${added})[130] == 130`)), bindingOf()]).code,
    201,
  );
});

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: limits.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: limits, kind: Limit}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                least: {type: integer}
                registries: {type: array, items: {type: string}}
                perZone: {type: object, additionalProperties: {type: number}}
                share: {x-kubernetes-int-or-string: true}
                namespace: {type: string}
                inner: {type: object, x-kubernetes-embedded-resource: true}
`;

admission('checks expressions against the type of a parameter with a definition', () => {
  const warningsOf = (expression: string): string[] => {
    const policy = policyOf(`  paramKind: {apiVersion: example.com/v1, kind: Limit}\n${validation(expression)}`);
    const { created, inForce } = read(policy, DEFINITION);
    const [first] = created;
    assert.ok(first?.kind === 'ValidatingAdmissionPolicy');
    return typeCheckPolicy(first.object, 37, inForce.objects.kinds).flatMap(({ issues }) =>
      issues.map(({ message }) => message),
    );
  };
  assert.equal(warningsOf('params.spec.most > 1'), ["undefined field 'most'"]);
  assert.equal(warningsOf('params.spec.registries.all(r, r.startsWith("a") && params.metadata.name != "")'), []);
  assert.match(warningsOf('params.spec.registries.exists(r, r > 1)')[0] ?? '', /no matching overload/);
  assert.match(warningsOf('params.spec.perZone["a"] == "b"')[0] ?? '', /no matching overload/);
  assert.equal(warningsOf('params.spec.share == "5%" || params.spec.share == params.spec.least'), []);
  assert.equal(warningsOf('params.spec.namespace == params.spec.__namespace__'), []);
  assert.equal(warningsOf('params.spec.inner.metadata.name == params.spec.inner.kind'), []);
  assert.equal(warningsOf('params.spec.inner.metadata.labels.size() == 0'), ["undefined field 'labels'"]);
  assert.equal(warningsOf('params.kind == "Limit" && params.apiVersion == "" && !has(params.metadata.labels)'), []);
});

admission('shows expressions the fields that the writer of an object manages', () => {
  const fields = 'object.metadata.managedFields[0].fieldsV1["f:spec"]["f:template"]["f:spec"]["f:containers"]';
  const named = `${JSON.stringify('k:{"name":"agent"}')} in ${fields}`;
  assert.is(ask([policyOf(validation(named)), bindingOf()]).code, 201);
  assert.is(ask([policyOf(validation(`!(${named})`)), bindingOf()]).code, 422);
});

admission.run();
