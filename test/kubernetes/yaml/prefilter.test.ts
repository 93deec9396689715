import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { entryOf } from '../../../src/kubernetes/yaml/node.ts';
import { parseDocument } from '../../../src/kubernetes/yaml/parse.ts';
import { mayHoldDaemonSet } from '../../../src/kubernetes/yaml/prefilter.ts';

const SPELLINGS = [
  'kind: DaemonSet',
  "kind: 'DaemonSet'",
  'kind: daemonset',
  '{"kind":"Daemon\\u0053et"}',
  'kind: "\\x44aemonSet"',
  'kind: "Daemon\\U00000053et"',
  'kind: "Daemon\\\n   Set"',
  'kind: "Daemon\\\r\n\tSet"',
  'kind: "Daemon\\\u0085 Set"',
  'kind: !!str DaemonSet',
  'kind: !!binary RGFlbW9uU2V0',
  'kind: !<tag:yaml.org,2002:binary> RGFlbW9uU2V0',
  'kind: !!%62inary RGFlbW9uU2V0',
  '%TAG !b! tag:yaml.org,2002:bin\n---\nkind: !b!ary RGFlbW9uU2V0',
  'kind: >-\n  DaemonSet',
  'kind: |-\n  DaemonSet\n',
  'x: &k DaemonSet\nkind: *k',
  'x: &k {kind: DaemonSet}\n<<: *k',
];

test('no spelling of DaemonSet gets past', () => {
  for (const text of SPELLINGS) {
    const { root } = parseDocument(text, { start: 0, end: text.length });
    const kind = root?.kind === 'map' ? entryOf(root, 'kind')?.value : undefined;
    assert.is(kind?.kind === 'string' ? kind.value.toLowerCase() : kind?.kind, 'daemonset', text);
    assert.ok(mayHoldDaemonSet(text), text);
  }
});

test('a slip of the pen in a kind does not get past', () => {
  const slips = [
    'DeamonSet',
    'Daemonst',
    'DemonSet',
    'Daemon Set',
    'Da-emonSet',
    'aDemonSet',
    'SaemonSet',
    'emonSet',
    'ds',
    'Daemon',
    'D\u0430\u0435monSet',
    Buffer.from('D\u0430\u0435monSet').toString('latin1'),
  ];
  for (const kind of slips)
    for (const text of [`kind: ${kind}`, `{"kind":"${kind}"}`, `"{\\"kind\\":\\"${kind}\\"}"`])
      assert.ok(mayHoldDaemonSet(text), text);
  for (const kind of ['Deployment', 'StatefulSet', 'Job', 'PodMonitor', 'CronJob'])
    assert.not.ok(mayHoldDaemonSet(`kind: ${kind}`), kind);
});

const POD = 'spec: {selector: {}, template: {}}';
const WITHOUT_KIND = [
  `apiVersion: apps/v1\n${POD}`,
  `kind: Service\n---\napiVersion: apps/v1\n${POD}`,
  `apiVersion: apps/v1\nkind:\n${POD}`,
  `apiVersion: apps/v1\nkind: null\n${POD}`,
  `kind: List\nitems:\n- apiVersion: apps/v1\n  ${POD}\nkind: List\n`,
  `${POD}\napiVersion: apps/v1`,
  `{"kind":"List","items":[{"apiVersion":"apps/v1","spec":{"selector":{},"template":{}}}]}`,
  `{\n  "apiVersion": "apps/v1",\n  "spec": {"template": {}}\n}`,
];
const WITH_KIND = [
  `apiVersion: apps/v1\nkind: Deployment\n${POD}`,
  `kind: Deployment\r\napiVersion: apps/v1\r\n${POD}`,
  `kind: Deployment # web\n\n# the one\napiVersion: apps/v1 # yes\n${POD}`,
  `items:\n- apiVersion: "apps/v1"\n  # web\n  kind: "Deployment"\n  ${POD}`,
  `items:\n- kind: Deployment\n  apiVersion: apps/v1\n  ${POD}`,
  `{"items":[{"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{}}}]}`,
  `{"items":[{"kind":"Deployment","apiVersion":"apps/v1","spec":{"template":{}}}]}`,
  `{\n  "apiVersion": "apps/v1",\n  "kind": "Deployment",\n  "spec": {"template": {}}\n}`,
  `apiVersion: v1\n${POD}`,
  'apiVersion: apps/v1\nname: web',
];

test('an object with pods and without a kind does not get past; others do without a parser', () => {
  for (const text of WITHOUT_KIND) assert.ok(mayHoldDaemonSet(text), text);
  for (const text of WITH_KIND) assert.not.ok(mayHoldDaemonSet(text), text);
});

test('what holds none is left out, also between others', () => {
  const text = 'kind: DaemonSet\n---\nkind: Deployment\ncommand: "a\\nb 100% !important"\n---\nkind: DaemonSet\n';
  assert.not.ok(mayHoldDaemonSet(text, text.indexOf('---'), text.lastIndexOf('---')));
  assert.ok(mayHoldDaemonSet(text));
});

test.run();
