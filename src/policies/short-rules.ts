/** Rules that a configuration writes in CEL; they are judged as policies are, and need no binding. */
import type { PoliciesInForce } from '../kubernetes/admission/dispatch.ts';
import { PolicyCompiler } from '../kubernetes/admission/environments.ts';
import type { Policy } from '../kubernetes/admission/policy.ts';
import { preparePolicy } from '../kubernetes/admission/compile-policy.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { positionIn } from '../document/source.ts';
import { POLICY_PREFIX, type ShortRule } from '../rule/policy-settings.ts';
import type { Problem, Rule } from '../rule/rule.ts';
import { policyVerdicts, pathOf } from './policy-verdicts.ts';
import type { PolicyOptions, Servers } from './policy-options.ts';
import { placeInScalar } from './scalar-place.ts';

type InForce = Pick<PoliciesInForce, 'policies' | 'bindings'>;

/** A rule with its expression compiled for each minor. */
export interface CompiledRule {
  readonly rule: ShortRule;
  readonly byMinor: ReadonlyMap<number, InForce>;
}

/** The short rules of the settings, or the first fault with its place. */
export function compileShortRules({ settings: { rules }, minors }: PolicyOptions): {
  readonly rules: readonly CompiledRule[];
  readonly fault?: string;
} {
  const compiled: CompiledRule[] = [];
  const ids = new Set<string>();
  for (const rule of rules) {
    if (ids.has(rule.id)) return { rules: [], fault: faultAt(rule, `two rules have the id "${rule.id}"`) };
    ids.add(rule.id);
    for (const minor of minors) {
      const fault = compileFault(rule, minor);
      if (fault !== undefined) return { rules: [], fault };
    }
    compiled.push({ rule, byMinor: new Map(minors.map((minor) => [minor, inForceOf(rule, minor)])) });
  }
  return { rules: compiled };
}

function compileFault(rule: ShortRule, minor: number): string | undefined {
  const compiler = new PolicyCompiler({ minor, expressions: 'stored', hasParams: false, composed: false });
  const compiled = compiler.compile(rule.expression.value, 'validation');
  if ('program' in compiled) return undefined;
  const [first] = compiled.issues;
  return faultAt(rule, first?.message ?? compiled.detail, first);
}

function faultAt(
  { source, expression }: ShortRule,
  message: string,
  issue?: { readonly line: number; readonly column: number },
): string {
  const span = issue === undefined ? expression.span : placeInScalar(source.text, expression, issue);
  const { line, column } = positionIn(source, span.start);
  return `${source.path}:${line}:${column}: ${message}`;
}

function inForceOf({ id, message, expression }: ShortRule, minor: number): InForce {
  const policy: Policy = {
    metadata: { name: id },
    spec: {
      failurePolicy: 'Fail',
      validations: [{ expression: expression.value, ...(message === undefined ? {} : { message }) }],
    },
  };
  const binding = { metadata: { name: id }, spec: { policyName: id, validationActions: ['Deny'] } };
  return { policies: [preparePolicy(policy, minor)], bindings: [binding] };
}

/** A short rule as a rule. */
export function shortRule(compiled: CompiledRule, servers: Servers, options: PolicyOptions): Rule {
  const { id, severity, message, expression } = compiled.rule;
  const written = expression.value.trim();
  return {
    id: `${POLICY_PREFIX}${id}`,
    category: 'policy',
    severity,
    presets: { recommended: severity },
    summary: (message ?? `This has to be true: ${written}`).replace(/(?<![.\s])[.\s]+$/, ''),
    why: `A rule of the configuration wants: \`${written}\``,
    fix: 'Change the field so that the expression is true.',
    since: '',
    references: [],
    check: (manifest) => problemsOf(manifest, compiled, servers, options),
  };
}

/** Several servers that say the same say it once. */
function problemsOf(
  manifest: Manifest,
  { rule, byMinor }: CompiledRule,
  servers: Servers,
  { settings: { user, unjudged }, time, requestedBy }: PolicyOptions,
): Problem[] {
  const related = [{ place: { source: rule.source, span: rule.expression.span }, message: 'the rule wants this' }];
  const problems = new Map<string, Problem>();
  for (const [minor, inForce] of byMinor) {
    const requested = requestedBy(manifest, minor);
    const objects = servers.get(minor)?.inForce.objects;
    if (requested === undefined || objects === undefined) continue;
    const { verdicts, stored } = policyVerdicts(manifest, minor, requested, { ...inForce, objects }, { user, time });
    for (const { action, message, explain } of verdicts) {
      if (action === 'Unknown') {
        problems.set(message, { at: [], message: `not judged: it depends on ${message}`, severity: unjudged, related });
        continue;
      }
      const [cause = []] = explain().flatMap(({ origin }) => {
        const at = pathOf(origin, stored, manifest.declared);
        return at === undefined ? [] : [at];
      });
      problems.set(message, { at: rule.field === undefined ? cause : fieldPath(rule.field), message, related });
    }
  }
  return [...problems.values()];
}

/** `spec.template.spec.containers[0].image` as a path. */
function fieldPath(field: string): Path {
  return [...field.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );
}
