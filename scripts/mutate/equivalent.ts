/** A mutant that no test can notice, and why; `change` is as `npm run mutate` prints it, `code` the line it is in. */
export interface Equivalent {
  readonly path: string;
  readonly code: string;
  readonly change: string;
  readonly reason: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    path: 'rules/exec-needs-shell.ts',
    code: "const index = argv.findIndex((word, i) => i > script && isOperator(word, argv[i - 1] ?? ''));",
    change: "'' → '?'",
    reason: 'script is at least 0, so there is a word before',
  },
  {
    path: 'rules/exec-needs-shell.ts',
    code: "return { index, operator: argv[index] ?? '', shell: shell < 0 ? undefined : argv[shell] };",
    change: "'' → '?'",
    reason: 'the index was found in the list',
  },
  {
    path: 'rules/mixed-image-versions.ts',
    code: "if (at[POD.length] !== 'initContainers') continue;",
    change: 'continue; → ;',
    reason: 'a main container is among the others, with its own tag',
  },
  {
    path: 'rules/narrows-nodes.ts',
    code: "const limit = onDelete ? 'OnDelete' : `maxUnavailable: ${strategy?.rollingUpdate?.maxUnavailable ?? 1}`;",
    change: '1 → 2',
    reason: 'defaulting leaves no rolling update without maxUnavailable',
  },
  {
    path: 'rules/starts-rollout.ts',
    code: "return `${nodes} replaced, ${perWave(size ?? 1)}${surge ? ' and the new pods first' : ''}`;",
    change: '1 → 2',
    reason: 'defaulting leaves no rolling update without a size',
  },
  {
    path: 'rules/requests-exceed-node.ts',
    code: "const has = quantityOf(String(allocatable[resource] ?? ''));",
    change: "'' → '?'",
    reason: 'a resource that is not there is left out by the condition on the next line',
  },
  {
    path: 'rules/starts-rollout.ts',
    code: "const surge = resolveBudget(spec ?? {}, 100).strategy === 'surge';",
    change: '100 → 101',
    reason: 'whether a strategy surges is the same with one node more',
  },
  {
    path: 'rules/strategy-changes-too.ts',
    code: "const written = (budget.strategy === 'surge' ? maxSurge : maxUnavailable) ?? 1;",
    change: '1 → 2',
    reason: 'defaulting leaves only OnDelete without a number, and then no number is shown',
  },
  {
    path: 'rules/surge-turned-on.ts',
    code: "if (before === 'surge' || resolveBudget(spec, 100).strategy !== 'surge') return;",
    change: '100 → 101',
    reason: 'whether a strategy surges is the same with one node more',
  },
  {
    path: 'rules/upgrade-starts-rollout.ts',
    code: 'const [minor = 0, ...later] = manifest.context.minors;',
    change: '0 → 1',
    reason: 'there is always a minor',
  },
  {
    path: 'src/kubernetes/apiserver/validate/dns.ts',
    code: "if (policy === undefined || policy === '') return [required(path)];",
    change: "'' → '?'",
    reason: 'defaulting leaves no policy empty',
  },
  {
    path: 'src/kubernetes/apiserver/validate/handler.ts',
    code: "else if (protocol === 'HTTP2' && scheme !== 'HTTP') {",
    change: "'HTTP2' → 'HTTP2?'",
    reason: 'the gate of the field is off: it is dropped before',
  },
  {
    path: 'src/kubernetes/apiserver/validate/handler.ts',
    code: 'if (!HTTP_PROTOCOLS.includes(protocol)) errors.push(notSupported(at, shownJson(protocol), HTTP_PROTOCOLS));',
    change: 'errors.push(notSupported(at, shownJson(protocol), HTTP_PROTOCOLS)); → ;',
    reason: 'the gate of the field is off: it is dropped before',
  },
  {
    path: 'src/kubernetes/apiserver/validate/handler.ts',
    code: "} else if (protocol === 'HTTP2' && host !== '') {",
    change: '&& → ||',
    reason: 'the gate of the field is off: it is dropped before',
  },
  {
    path: 'src/kubernetes/apiserver/validate/pod-annotations.ts',
    code: "if (!/^(?:-[0-9]*|[1-9][0-9]*|0)$/.test(text) || text === '-') return false;",
    change: "'-' → '-?'",
    reason: 'as a number a dash is NaN, which is in no range',
  },
  {
    path: 'src/kubernetes/apiserver/validate/pod-annotations.ts',
    code: "return all.flatMap((key) => validateSeccompProfile(annotations[key] ?? '', path.child(key)));",
    change: "'' → '?'",
    reason: 'the keys are those of the annotations',
  },
  {
    path: 'src/kubernetes/apiserver/validate/pod-spec.ts',
    code: "if (!since('checksSchedulingGates', minor)) return name === '' ? [required(place, 'must not be empty')] : [];",
    change: '=== → !==',
    reason: 'before 1.27 the gate of the field is off: it is dropped before',
  },
  {
    path: 'src/manifest/variants.ts',
    code: "this.#folders.add(commonFolder(sorted[index] ?? '', path, '\\0'));",
    change: "'' → '?'",
    reason: 'the index is that of the path before',
  },
  {
    path: 'src/manifest/variants.ts',
    code: "for (let at = path.lastIndexOf('/'); at > common.length; at = path.lastIndexOf('/', at - 1)) {",
    change: '> → >=',
    reason: 'the common folder was asked about on the line before',
  },
  {
    path: 'src/manifest/variants.ts',
    code: "for (let at = path.lastIndexOf('/'); at > common.length; at = path.lastIndexOf('/', at - 1)) {",
    change: '1 → 2',
    reason: 'no folder of a path has an empty name',
  },
];
