import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, type Run } from './project.ts';
import { git } from './repository.ts';

const policies = suite('check with policies');

/** A policy for DaemonSets whose validations are YAML indented by four, and its binding. */
const bound = (name: string, validations: string, actions = 'Deny', more = ''): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: ${name}
spec:
${more}  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [daemonsets]}
  validations:
${validations}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: ${name}
spec:
  policyName: ${name}
  validationActions: [${actions}]
${more === '' ? '' : '  paramRef: {name: limits, parameterNotFoundAction: Deny}\n'}`;

const DIGESTS = bound(
  'digests',
  `    - expression: object.spec.template.spec.containers.all(c, c.image.contains("@"))
      message: use digests`,
);

interface Shown {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly field: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
  readonly server?: string;
  readonly related?: readonly { readonly path: string; readonly range: Shown['range'] }[];
}

const findingsOf = ({ stdout }: Run): readonly Shown[] =>
  (JSON.parse(stdout) as { readonly findings: readonly Shown[] }).findings;

policies('denies at the field on which the expression turned, with the place of the policy', () =>
  inProject({ 'ds.yaml': GOOD, 'rules/p.yaml': DIGESTS }, async ({ run }) => {
    const asked = await run('check', '--policy', 'rules', '--format', 'json', 'ds.yaml');
    const [finding, ...more] = findingsOf(asked);
    assert.is(asked.code, 1);
    assert.equal(more, []);
    if (finding === undefined) throw new Error('nothing was found');
    assert.is(finding.rule, 'policy/digests');
    assert.is(finding.severity, 'error');
    assert.is(finding.field, 'spec.template.spec.containers[0].image');
    assert.equal(finding.range.start, { line: 16, column: 18 });
    assert.match(finding.message, /^use digests/);
    assert.is(
      finding.server,
      `daemonsets.apps "agent" is forbidden: ValidatingAdmissionPolicy 'digests' with binding 'digests' denied request: use digests`,
    );
    const [related] = finding.related ?? [];
    assert.is(related?.path, 'rules/p.yaml');
    assert.equal(related?.range.start, { line: 11, column: 63 });
  }),
);

policies('are found in the input itself, and are off by name', () =>
  inProject({ 'ds.yaml': GOOD, 'p.yaml': DIGESTS }, async ({ run, write }) => {
    const found = await run();
    assert.is(found.code, 1);
    assert.match(found.stdout, /^ds\.yaml:16:18: error: use digests .*\[policy\/digests\]\n$/);
    assert.is((await run('--rule', 'policy/digests=off')).code, 0);
    assert.is((await run('--rule', 'policy/digests=note')).code, 0);
    assert.is((await run('ds.yaml')).code, 0, 'a file alone is not the cluster');
    write('daemonlint.yaml', 'rules: {policy/digests: off}\n');
    assert.is((await run()).code, 0);
  }),
);

policies('take their severity from the action', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    for (const [actions, severity] of [
      ['Warn', 'warning'],
      ['Audit', 'note'],
      ['Deny, Audit', 'error'],
    ] as const) {
      write('p.yaml', bound('p', '    - expression: has(object.spec.minReadySeconds)', actions));
      const found = findingsOf(await run('--format', 'json', '--notes'));
      assert.equal(
        found.map((each) => each.severity),
        [severity],
      );
    }
  }),
);

policies('that are not bound do nothing, and an unknown one cannot be asked for', () =>
  inProject({ 'ds.yaml': GOOD, 'p.yaml': DIGESTS.split('---')[0] ?? '' }, async ({ run }) => {
    assert.not.match((await run()).stdout, /policy\/digests/);
    const { code, stderr } = await run('--only', 'policy/digest');
    assert.is(code, 2);
    assert.match(stderr, /nothing is checked by "policy\/digest": there is no policy of that name/);
    assert.match((await run('--only', 'policy/digests')).stderr, /no binding names the policy/);
    const off = await run('--rule', 'policy/digest=off');
    assert.is(off.code, 2);
    assert.match(off.stderr, /nothing has the severity of "policy\/digest": there is no policy of that name/);
    assert.is((await run('--rule', 'policy/digests=off')).code, 1);
  }),
);

policies('are not judged where only the cluster knows, and that is not green', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const unknown = async (validation: string, more?: string) => {
      write('p.yaml', bound('p', `    - expression: ${validation}`, 'Deny', more));
      return run();
    };
    const asked = await unknown('authorizer.group("").resource("pods").check("get").allowed()');
    assert.is(asked.code, 1);
    assert.match(asked.stdout, /warning: not judged: it depends on authorizer/);
    assert.match(
      (await unknown('namespaceObject.metadata.labels["a"] == "b"')).stdout,
      /not judged.*declare the Namespace/,
    );
    assert.match((await unknown('request.userInfo.username == "jo"')).stdout, /not judged.*--user/);
    assert.is((await run('--user', 'jo')).code, 0);
    assert.is((await run('--user', 'al')).code, 1);
    const params = '  paramKind: {apiVersion: v1, kind: ConfigMap}\n';
    assert.match((await unknown('params.data.x == "1"', params)).stdout, /not judged.*--policy-complete/);
    assert.match((await run('--policy-complete')).stdout, /error: .*no params found/);
    write('cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\ndata: {x: "1"}\n');
    assert.is((await run()).code, 0);
    write('daemonlint.yaml', 'policies: {unjudged: note}\n');
    assert.is((await unknown('authorizer.group("").resource("pods").check("get").allowed()')).code, 0);
  }),
);

policies('take custom resources and namespaces from other files of the input', () =>
  inProject(
    {
      'ds.yaml': GOOD,
      'p.yaml': bound(
        'p',
        '    - expression: params.spec.x == 1',
        'Deny',
        '  paramKind: {apiVersion: ex.io/v1, kind: Limit}\n',
      ),
      'more/limit.yaml':
        'apiVersion: ex.io/v1\nkind: Limit\nmetadata: {name: limits, namespace: default}\nspec: {x: 2}\n',
    },
    async ({ run, write }) => {
      assert.match((await run()).stdout, /error: failed expression: params\.spec\.x == 1/);
      write('p.yaml', bound('p', '    - expression: namespaceObject.metadata.labels["a"] == "b"'));
      write('more/ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {a: b}}\n');
      assert.is((await run()).code, 0);
    },
  ),
);

policies('of the configuration begin at its folder', () =>
  inProject(
    { 'a/ds.yaml': GOOD, 'a/daemonlint.yaml': 'policies:\n  paths: [../rules/*.yaml]\n', 'rules/p.yaml': DIGESTS },
    async ({ run, write }) => {
      assert.match((await run('a')).stdout, /^a\/ds\.yaml:16:18: error: use digests/);
      write('a/daemonlint.yaml', 'policies: {paths: [nowhere.yaml]}\n');
      const { code, stderr } = await run('a');
      assert.is(code, 2);
      assert.match(stderr, /nowhere\.yaml: no such file/);
    },
  ),
);

policies('hold for charts, and not for a variant that they do not lie in', () =>
  inProject(
    {
      'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'chart/templates/ds.yaml': GOOD,
      'p.yaml': DIGESTS,
    },
    async ({ run, write }) => {
      assert.match((await run()).stdout, /^chart\/templates\/ds\.yaml:16:18: error: use digests/);
      for (const env of ['prod', 'test']) write(`envs/${env}/ds.yaml`, GOOD);
      write('envs/prod/p.yaml', bound('prod', '    - expression: "false"'));
      const { stdout } = await run('envs');
      assert.match(stdout, /envs\/prod\/ds\.yaml.*policy\/prod/);
      assert.not.match(stdout, /envs\/test/);
    },
  ),
);

policies('take the namespace of the variant in which a manifest lies', () =>
  inProject(
    { 'rules/p.yaml': bound('p', '    - expression: namespaceObject.metadata.labels["env"] == "prod"') },
    async ({ run, write }) => {
      for (const env of ['prod', 'test']) {
        write(`envs/${env}/ds.yaml`, GOOD);
        write(
          `envs/${env}/ns.yaml`,
          `apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {env: ${env}}}\n`,
        );
      }
      const { stdout } = await run('--policy', 'rules', 'envs');
      assert.match(stdout, /^envs\/test\/ds\.yaml:[^\n]*\[policy\/p\]\n$/);
    },
  ),
);

policies('hold for what a kustomization builds, from among its resources too', () =>
  inProject(
    {
      'base/ds.yaml': GOOD,
      'base/p.yaml': DIGESTS,
      'base/kustomization.yaml': 'resources: [ds.yaml, p.yaml]\n',
      'over/kustomization.yaml': 'resources: [../base]\nimages: [{name: registry.example.com/agent, newTag: "2"}]\n',
    },
    async ({ run }) => {
      const { findings } = JSON.parse((await run('--format', 'json')).stdout) as { findings: readonly Shown[] };
      const found = findings.filter(({ rule }) => rule === 'policy/digests');
      assert.is(found.length, 1);
      assert.is(found[0]?.field, 'spec.template.spec.containers[0].image');
      assert.is(found[0]?.related?.at(-1)?.path ?? '', 'base/p.yaml');
    },
  ),
);

policies('see the earlier state, and judge an update however long it was wrong', () =>
  inProject({ 'ds.yaml': GOOD, 'old.yaml': GOOD }, async ({ run, write, root }) => {
    const grown = bound('p', '    - expression: oldObject == null || object.spec.template == oldObject.spec.template');
    write('rules/p.yaml', grown);
    write('ds.yaml', GOOD.replace('1.4.2', '1.4.3'));
    const asked = ['--policy', 'rules', '--rule', 'starts-rollout=off'];
    assert.match(
      (await run('check', '--against', 'old.yaml', ...asked, 'ds.yaml')).stdout,
      /^ds\.yaml.*failed expression/,
    );
    const diff = await run('diff', 'old.yaml', 'ds.yaml', '--policy', 'rules', '--output', 'json');
    const change = JSON.parse(diff.stdout) as Readonly<Record<string, unknown>>;
    assert.equal([diff.code, change['accepted'], change['code'], change['rollout']], [1, false, 422, 'none']);
    assert.match(String(change['message']), /denied request: failed expression/);
    assert.match((await run('plan', '--against', 'old.yaml', 'ds.yaml', '--policy', 'rules')).stderr, /denied request/);

    write('rules/p.yaml', DIGESTS);
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    const since = (): Promise<Run> => run('check', '--since', 'HEAD', ...asked);
    assert.is((await since()).code, 0, 'nothing is sent');
    write('ds.yaml', GOOD.replace('1.4.2', '1.4.4'));
    assert.match((await since()).stdout, /error: use digests/, 'the update is denied');
    write('rules/p.yaml', DIGESTS.replace('[Deny]', '[Warn]'));
    assert.is((await since()).code, 0, 'the warning is preexisting');
  }),
);

policies('are rules in SARIF, with a descriptor of their own', () =>
  inProject({ 'ds.yaml': GOOD, 'p.yaml': DIGESTS }, async ({ run }) => {
    const log = JSON.parse((await run('--format', 'sarif')).stdout) as {
      readonly runs: readonly {
        readonly tool: {
          readonly driver: { readonly rules: readonly { readonly id: string; readonly name: string }[] };
        };
        readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly level: string }[];
      }[];
    };
    const [{ tool, results } = { tool: { driver: { rules: [] } }, results: [] }] = log.runs;
    assert.equal(
      results.map(({ ruleId, ruleIndex, level }) => [ruleId, tool.driver.rules[ruleIndex]?.name, level]),
      [['policy/digests', 'PolicyDigests', 'error']],
    );
  }),
);

policies('that the server refuses are found at the word, wherever the expression is written', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const at = async (expression: string): Promise<string> => {
      write('p.yaml', bound('p', `    - expression: ${expression}`));
      return (await run()).stdout.split(': error')[0] ?? '';
    };
    assert.is(await at('object.kind == nothing'), 'p.yaml:11:34');
    assert.is(await at('>-\n        object.kind == "a" &&\n\n        nothing'), 'p.yaml:14:9');
    assert.is(await at('|\n        object.kind == "é" ||\n          nothing'), 'p.yaml:13:11');
    assert.is(await at('"object.kind == \\"\\u00e9\\\\n\\" || nothing"'), 'p.yaml:11:52');
    assert.is(await at("'object.kind == ''a'' || nothing'"), 'p.yaml:11:44');
    assert.is(await at('object.kind ==\n        nothing'), 'p.yaml:12:9');
    assert.match((await run()).stdout, /\[policy-refused\]/);
    write('p.yaml', 'kind: ValidatingAdmissionPolicy\nspec: [\n');
    const { code, stdout } = await run();
    assert.is(code, 1);
    assert.match(stdout, /^p\.yaml:\d:\d: error: this is not YAML, so it is not in force/);
  }),
);

policies('are written short in the configuration', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const short = (rule: string): void => {
      write('daemonlint.yaml', `policies:\n  rules:\n    - id: no-tag\n${rule}`);
    };
    short(
      '      expression: object.spec.template.spec.containers.all(c, c.image.contains("@"))\n      message: pin it\n',
    );
    assert.is((await run()).stdout, 'ds.yaml:16:18: warning: pin it [policy/no-tag]\n');
    short('      severity: error\n      field: spec.template.spec\n      expression: "false"\n');
    assert.is((await run()).stdout, 'ds.yaml:13:5: error: failed expression: false [policy/no-tag]\n');
    assert.is((await run('--rule', 'policy/no-tag=off')).code, 0);
    short('      expression: >-\n        object.spec.x == 1 &&\n        nothing == 2\n');
    const { code, stderr } = await run();
    assert.is(code, 2);
    assert.match(stderr, /^daemonlint: daemonlint\.yaml:6:9: undeclared reference to 'nothing'/);
    short('      expression: "true"\n    - id: no-tag\n      expression: "true"\n');
    assert.match((await run()).stderr, /two rules have the id "no-tag"/);
    short('      expression: "true"\n');
    write('p.yaml', bound('no-tag', '    - expression: "true"'));
    assert.match((await run()).stderr, /policy\/no-tag is a policy and a rule/);
  }),
);

policies('a policy of the input does not replace the one of that name which is in force', () => {
  const weaker = DIGESTS.replace(/expression: .*/, 'expression: "true"');
  return inProject({ 'k8s/ds.yaml': GOOD, 'k8s/p.yaml': weaker, 'rules/p.yaml': DIGESTS }, async ({ run }) => {
    const asked = await run('check', '--policy', 'rules', '--format', 'json', 'k8s');
    assert.equal(
      findingsOf(asked).flatMap(({ rule, severity }) => (rule === 'policy/digests' ? [severity] : [])),
      ['error'],
    );
  });
});

policies('what is checked is no dry run', () => {
  const real = bound('real', '    - expression: "!request.dryRun && !has(request.options.dryRun)"');
  return inProject({ 'ds.yaml': GOOD, 'p.yaml': real }, async ({ run }) => {
    assert.is((await run('check', '--policy', 'p.yaml', 'ds.yaml')).code, 0);
    assert.is((await run('dry-run', '--policy', 'p.yaml', 'ds.yaml')).code, 1);
  });
});

policies.run();
