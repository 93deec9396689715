import { apiPath } from '../kubernetes/yaml/node.ts';
import type { Manifest, Sibling } from '../manifest/manifest.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Problem, Severity } from './rule.ts';
import type { ActiveRule, Ruleset } from './ruleset.ts';
import type { SourceFile, WrittenPlace } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

/** A problem with the manifest and the rule it belongs to; still in paths, not in lines. */
export interface Hit {
  readonly source: SourceFile;
  readonly manifest: Manifest | undefined;
  readonly span: Span;
  readonly rule: string;
  readonly severity: Severity;
  readonly field: string;
  readonly problem: Problem;
  /** Where it is written, when that is not where the span is. */
  readonly place?: WrittenPlace;
  /** The rule failed: nobody knows what it would have found. */
  readonly isFailure?: true;
  /** A safe fix of text that belongs to no object. */
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly span: Span; readonly newText: string }[];
  };
}

/**
 * Runs every enabled rule over one manifest. The only caller of a rule's `check`. What fails is an error of that rule, once
 * for all rules that fail alike.
 */
export function* lint(manifest: Manifest, ruleset: Ruleset): Generator<Hit> {
  const shared = manifest.fillings.map((other) => new Set([...lintOne(other, ruleset)].map(identityOf)));
  for (const hit of lintOne(manifest, ruleset)) if (shared.every((hits) => hits.has(identityOf(hit)))) yield hit;
}

/** What does not rest on a value that nobody knows is said in the same words with every value. */
function identityOf({ rule, span, severity, problem: { message } }: Hit): string {
  return JSON.stringify([rule, span, severity, message]);
}

function* lintOne(manifest: Manifest, ruleset: Ruleset): Generator<Hit> {
  const failures = new Set<string>();
  for (const active of ruleset) {
    const hits: Hit[] = [];
    const problem = catchUnexpected(
      () => {
        for (const hit of hitsOf(manifest, active)) hits.push(hit);
        return undefined;
      },
      (problem) => problem,
    );
    yield* hits;
    if (problem !== undefined && !failures.has(problem)) yield failure(manifest, active, problem);
    if (problem !== undefined) failures.add(problem);
  }
}

function failure(manifest: Manifest, { rule: { id } }: ActiveRule, problem: string): Hit {
  const { source, root } = manifest;
  const span = { start: root.span.start, end: root.span.start + 1 };
  const message = `this is not checked: ${problem}`;
  return {
    source,
    manifest,
    span,
    rule: id,
    severity: 'error',
    field: '',
    problem: { at: [], message, isNew: true },
    isFailure: true,
  };
}

function* hitsOf(manifest: Manifest, active: ActiveRule): Generator<Hit> {
  for (const problem of active.rule.check(manifest, active.options)) {
    yield {
      source: manifest.source,
      manifest,
      span: problem.span ?? manifest.span(problem.at, problem.part),
      rule: active.rule.id,
      severity: weaker(active, problem),
      field: problem.server?.field ?? apiPath(problem.at),
      problem,
    };
  }
}

/** Runs the rules that check unreadable documents. */
export function* lintUnreadable(document: UnreadableDocument, ruleset: Ruleset): Generator<Hit> {
  for (const active of ruleset) {
    for (const problem of active.rule.checkDocument?.(document) ?? []) {
      yield {
        source: document.source,
        manifest: undefined,
        span: problem.span ?? document.fault.span,
        rule: active.rule.id,
        severity: weaker(active, problem),
        field: '',
        problem: document.isFailure === true ? { ...problem, isNew: true } : problem,
      };
    }
  }
}

/** Runs the rules that check what took the place of a DaemonSet. */
export function* lintReplaced(previous: Manifest, successor: Sibling, ruleset: Ruleset): Generator<Hit> {
  const { source, span } = successor;
  for (const active of ruleset) {
    for (const problem of active.rule.checkReplaced?.(previous, successor) ?? []) {
      const severity = weaker(active, problem);
      yield {
        source,
        manifest: undefined,
        span: problem.span ?? span,
        rule: active.rule.id,
        severity,
        field: apiPath(problem.at),
        problem,
      };
    }
  }
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 };

/** The severity of a problem, which may lower that of its rule and never raise it. */
export function weaker(active: ActiveRule, problem: Pick<Problem, 'severity'>): Severity {
  const own = problem.severity;
  return own !== undefined && RANK[own] < RANK[active.severity] ? own : active.severity;
}

/** Whether `severity` is at or above `floor`. */
export function atLeast(severity: Severity, floor: Severity): boolean {
  return RANK[severity] >= RANK[floor];
}
