import type { Edit, Finding, Range, RelatedPlace, Report } from '../../src/report/report.ts';
import { defineRule, type Severity } from '../../src/rule/rule.ts';
import { lineStarts, positionAt } from '../../src/document/source.ts';

/** Files by name, with everything in names and lines that a consumer could trip over. */
export const FILES: Readonly<Record<string, string>> = {
  'deploy/agent.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  updateStrategy:
    type: RollingUpdate
    maxUnavailable: 1
    rollingUpdate:
      maxSurge: 100%
  template:
    spec:
      containers:
        - name: agent
          image: "registry.example:5000/agent:latest"
`,
  'deploy/é dir/ds 名前.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: 日本語😀x, namespace: "ops"}
spec: {updateStrategy: {type: OnDelete}} # 100% <b> & "c"
`,
  'deploy/a:b,c 100%.yaml': `kind: DaemonSet\r\napiVersion: apps/v1\r\nmetadata: {name: "ä|b", labels: {a: b}}\r\n`,
  [`deploy/"q" <&>'.yaml`]: `kind: DaemonSet
apiVersion: extensions/v1beta1
`,
  'tabs.json': `{
\t"kind": "DaemonSet",
\t"metadata":\t{"name": "タブ",\t"uid": "1"}
}
`,
  'broken.yaml': `kind: DaemonSet
metadata: {name: a
`,
  'clean.yaml': `kind: DaemonSet
apiVersion: apps/v1
`,
};

function rule(id: string, severity: Severity, summary: string) {
  return defineRule({
    id,
    category: severity === 'error' ? 'refused' : 'strategy',
    severity,
    presets: { recommended: severity },
    summary,
    why: `What happens is **told** here, with \`code\` and a [link](https://example.invalid/).\n\n\`\`\`yaml\na: 1\n\`\`\``,
    fix: 'Write `{a: 1}` instead.',
    ...(severity === 'note' ? { unless: 'It is meant.' } : {}),
    since: '0.1.0',
    references: [{ title: 'A page', url: 'https://example.invalid/page' }],
    *check() {
      // Never called.
    },
  });
}

const RULES = [
  rule('all-nodes-at-once', 'warning', 'A rollout that may take down every node'),
  rule('change-cause-missing', 'note', 'Nobody will know which revision is which'),
  rule('on-delete-strategy', 'warning', 'A strategy under which `OnDelete` never rolls out'),
  rule('removed-api', 'error', 'An API version that no longer serves {DaemonSets}'),
  rule('server-fields', 'warning', 'Fields that only the server writes'),
  rule('unknown-field', 'error', 'A field that the API does not have'),
  rule('yaml-syntax', 'error', 'The document cannot be read'),
];

/** Where `needle` is in a made-up file; `to` stretches the range to the end of another needle. */
function place(path: string, needle: string, to = needle): Pick<Finding, 'path' | 'span' | 'range'> {
  const text = FILES[path] ?? '';
  const start = text.indexOf(needle);
  const end = text.indexOf(to, start) + to.length;
  const starts = lineStarts(text);
  return { path, span: { start, end }, range: { start: positionAt(starts, start), end: positionAt(starts, end) } };
}

function edit(path: string, needle: string, newText: string): Edit {
  const { span, range } = place(path, needle);
  return { span, range, newText };
}

function related(path: string, needle: string, message: string): RelatedPlace {
  return { path, range: place(path, needle).range, message };
}

const DEPLOY = 'deploy/agent.yaml';
const WIDE = 'deploy/é dir/ds 名前.yaml';
const COLON = 'deploy/a:b,c 100%.yaml';
const QUOTED = `deploy/"q" <&>'.yaml`;

const FINDINGS: readonly Finding[] = [
  {
    ...place('broken.yaml', '{name: a\n', '{name: a\n'),
    rule: 'yaml-syntax',
    severity: 'error',
    message: 'the flow map that starts here never ends; nothing of this document reaches the cluster',
    manifest: null,
    field: '',
    server: {
      reason: 'BadRequest',
      field: '',
      message: "error converting YAML to JSON: yaml: line 2: did not find expected ',' or '}'",
    },
  },
  {
    ...place(QUOTED, 'extensions/v1beta1'),
    rule: 'removed-api',
    severity: 'error',
    message: '"extensions/v1beta1" is <gone> since 1.16 & nothing is created; write apps/v1',
    manifest: 0,
    field: 'apiVersion',
    fix: { title: 'Write apps/v1', safety: 'unsafe', edits: [edit(QUOTED, 'extensions/v1beta1', 'apps/v1')] },
  },
  {
    ...place(COLON, '"ä|b"'),
    rule: 'change-cause-missing',
    severity: 'note',
    message: 'revisions of "ä|b" stay at 100% without a cause: a, b\nand c',
    manifest: 1,
    field: 'metadata.name',
  },
  {
    ...place(DEPLOY, 'maxUnavailable: 1'),
    rule: 'unknown-field',
    severity: 'error',
    message: 'updateStrategy has no field maxUnavailable; it belongs under rollingUpdate [see x.yaml:9:9: there]',
    manifest: 2,
    field: 'spec.updateStrategy.maxUnavailable',
    server: {
      reason: 'FieldValueInvalid',
      field: 'spec.updateStrategy.maxUnavailable',
      message: 'strict decoding error: unknown field "spec.updateStrategy.maxUnavailable"',
    },
    fix: {
      title: 'Move maxUnavailable under rollingUpdate',
      safety: 'safe',
      edits: [
        edit(DEPLOY, '    maxUnavailable: 1\n', ''),
        edit(DEPLOY, 'maxSurge: 100%\n', 'maxSurge: 100%\n      maxUnavailable: 1\n'),
      ],
    },
    related: [related(DEPLOY, 'rollingUpdate:', 'the field belongs here')],
  },
  {
    ...place(DEPLOY, 'rollingUpdate:', '100%'),
    rule: 'all-nodes-at-once',
    severity: 'warning',
    message: 'all 10 nodes are taken down at once; write maxSurge: 10%',
    manifest: 2,
    field: 'spec.updateStrategy.rollingUpdate',
    related: [related(WIDE, 'ops', 'the same node also runs x')],
  },
  {
    ...place(DEPLOY, '"registry.example:5000/agent:latest"'),
    rule: 'all-nodes-at-once',
    severity: 'warning',
    message: 'suppressed, and shown by JSON alone',
    manifest: 2,
    field: 'spec.template.spec.containers[0].image',
    suppressed: { by: 'comment', reason: 'tested by hand' },
  },
  {
    ...place(WIDE, 'x, namespace', 'x'),
    rule: 'change-cause-missing',
    severity: 'note',
    message: 'nobody will know what 日本語😀x was',
    manifest: 3,
    field: 'metadata.name',
  },
  {
    ...place(WIDE, 'OnDelete'),
    rule: 'on-delete-strategy',
    severity: 'warning',
    message: 'pods are replaced only when someone deletes them; write RollingUpdate',
    manifest: 3,
    field: 'spec.updateStrategy.type',
    fix: { title: 'Write RollingUpdate', safety: 'unsafe', edits: [edit(WIDE, 'OnDelete', 'RollingUpdate')] },
  },
  {
    ...place('tabs.json', '"uid"'),
    rule: 'server-fields',
    severity: 'warning',
    message: 'only the server writes metadata.uid; remove it',
    manifest: 4,
    field: 'metadata.uid',
    fix: { title: 'Remove uid', safety: 'safe', edits: [edit('tabs.json', ',\t"uid": "1"', '')] },
  },
];

function manifest(path: string, namespace: string, name: string, accepted: boolean): Report['manifests'][number] {
  return { path, document: 0, line: 1, apiVersion: 'apps/v1', namespace, name, accepted };
}

/** A report that no run made, over `FILES`; `changes` replace parts of it. */
export function madeUpReport(changes: Partial<Report> = {}): Report {
  const checked = Object.keys(FILES).filter((path) => path !== 'broken.yaml');
  return {
    version: '1.2.3',
    kubernetes: '1.36',
    files: [
      ...checked.map((path) => ({ path, status: 'checked' as const })),
      { path: 'broken.yaml', status: 'checked' as const, skipped: [{ document: 1, reason: 'mention' as const }] },
      { path: 'chart/templates/ds.yaml', status: 'skipped' as const, reason: 'template' as const },
      { path: 'locked.yaml', status: 'skipped' as const, reason: 'unreadable' as const },
    ].sort((a, b) => (a.path < b.path ? -1 : 1)),
    manifests: [
      manifest(QUOTED, 'default', '', false),
      manifest(COLON, 'default', 'ä|b', true),
      manifest(DEPLOY, 'default', 'agent', false),
      manifest(WIDE, 'ops', '日本語😀x', true),
      manifest('tabs.json', 'default', 'タブ', true),
      manifest('clean.yaml', 'default', '', true),
    ],
    findings: FINDINGS,
    summary: { files: 7, manifests: 6, errors: 3, warnings: 3, notes: 2, suppressed: 1, baseline: 0 },
    rules: RULES.map((each) => ({ rule: each, severity: each.severity })),
    sources: new Map(Object.entries(FILES).map(([path, text]) => [path, { path, text }])),
    faults: [{ path: 'locked.yaml', message: 'EACCES: permission denied' }],
    ignored: [],
    leftOut: { configured: 0, git: 0 },
    failOn: 'warning',
    fromRoot: 'clusters/prod',
    ...changes,
  };
}

/** `count` findings of one severity, all at one place. */
export function manyFindings(count: number, severity: Severity): Finding[] {
  const range: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 5 } };
  return Array.from({ length: count }, (_, index) => ({
    path: 'clean.yaml',
    span: { start: 0, end: 4 },
    range,
    rule: 'unknown-field',
    severity,
    message: `${severity} ${index}`,
    manifest: 5,
    field: `spec.${severity}${index}`,
  }));
}
