/** What is wrong with exceptions: rules of their own, which are asked once everything else is known. */
import { rules } from '../../rules/index.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Hit } from '../rule/lint.ts';
import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { nearest } from '../words/similar-name.ts';
import { MARKER } from './comments.ts';
import { isDay, type Word } from './directive.ts';
import { ANNOTATION } from '../rule/exception-annotation.ts';
import type { Entry } from './exception-index.ts';
import { ANNOTATION_PATH, type Exception, type Misspelling } from './exceptions.ts';
import type { Judges } from './judges.ts';
import { annotationWithout, commentWithout } from './remove-exception.ts';
import { isAboutExceptions, isRefusal, type Exceptions, type Requested } from './suppress.ts';

const IDS: readonly string[] = rules.map(({ id }) => id);
const KNOWN: ReadonlySet<string> = new Set(IDS);

/** A fault of an exception, at a word of it or at the whole. */
interface Fault {
  readonly rule: string;
  readonly at?: Word;
  readonly message: string;
  readonly title?: string;
  /** The rules that the fix takes out. */
  readonly gone?: readonly Word[];
  /** What the fix writes instead of the word. */
  readonly newText?: string;
}

/** What the rules in force say about exceptions; `judges` knows what could have found something. */
export function* exceptionFaults(exceptions: Exceptions, judges: Judges): Generator<Hit> {
  const { all, misspellings, asked } = exceptions;
  for (const each of misspellings) {
    const { path } = each.source;
    if (asked.has(path)) yield* misspelt(each, judges.rulesetOf(undefined, path));
  }
  for (const requested of all) {
    const { exception } = requested;
    if (exception.manifest === undefined && !asked.has(exception.source.path)) continue;
    const hosts = judges.hostsOf(exception);
    const ruleset = judges.rulesetOf(hosts[0], exception.source.path);
    for (const fault of faultsOf(requested, exceptions, (rule) => judges.runs(rule, hosts)))
      yield* hitOf(exception, fault, ruleset);
  }
}

function* misspelt({ source, span: { start, end }, word, meant }: Misspelling, ruleset: Ruleset): Generator<Hit> {
  const active = ruleset.find(({ rule }) => rule.id === 'suppression-unknown-rule');
  if (active === undefined) return;
  const span = { start: start - MARKER.length, end };
  yield {
    source,
    manifest: undefined,
    span,
    rule: active.rule.id,
    severity: active.severity,
    field: '',
    problem: { at: [], message: `"${MARKER}${word}" hides nothing; did you mean ${MARKER}${meant}?` },
    fix: { title: `Write ${MARKER}${meant}`, edits: [{ span, newText: `${MARKER}${meant}` }] },
  };
}

function* faultsOf(
  { exception, entries }: Requested,
  exceptions: Exceptions,
  runs: (rule: string) => boolean,
): Generator<Fault> {
  const { request, by, misplaced, extent } = exception;
  const known = entries.filter(({ rule }) => isKnown(rule));
  yield* unknownIn(exception);
  yield* overIn(
    exception,
    entries.some(({ isOver }) => isOver),
  );
  if (known.length > 0 && request.reason === undefined)
    yield { rule: 'suppression-without-reason', message: 'the exception gives no reason: write it behind a colon' };
  const unused = (message: string): Fault => ({ rule: 'suppression-unused', message });
  if (misplaced !== undefined) yield unused(`the exception hides nothing here: ${misplaced}`);
  else if (extent === undefined && by === 'comment') yield unused('the exception hides nothing: nothing follows it');
  const idle = known.flatMap((entry) => {
    const isJudged = (extent !== undefined || by === 'annotation') && !entry.isOver && runs(entry.rule.text);
    const why =
      powerless(entry, exceptions) ??
      (isJudged && !exceptions.isUsed(entry) ? 'finds nothing here: remove it' : undefined);
    return why === undefined ? [] : [{ rule: entry.rule, message: `${entry.rule.text} ${why}` }];
  });
  const isWhole = idle.length === request.rules.length;
  for (const { rule, message } of idle) {
    const gone = isWhole ? request.rules : [rule];
    yield { ...unused(message), at: rule, title: 'Remove what hides nothing', gone };
  }
}

/** Why an exception cannot hide what its rule finds. */
function powerless(entry: Entry, exceptions: Exceptions): string | undefined {
  const rule = entry.rule.text;
  if (isRefusal(rule)) return 'cannot be ignored: the API server refuses the object all the same';
  if (isAboutExceptions(rule)) return 'cannot be ignored here: set it to off in the configuration';
  if (!exceptions.isPowerless(entry)) return undefined;
  return 'cannot be ignored: the policy denies the object; policies.suppressible of the configuration allows it';
}

const isKnown = ({ text }: Word): boolean => KNOWN.has(text) || text.startsWith(POLICY_PREFIX);

function* unknownIn({ request }: Exception): Generator<Fault> {
  const rule = 'suppression-unknown-rule';
  if (request.rules.length === 0) yield { rule, message: 'the exception names no rule: write RULE: reason' };
  for (const word of request.rules.filter((each) => !isKnown(each))) {
    const near = nearest(word.text, IDS);
    const message = `there is no rule "${word.text}"`;
    if (near !== undefined)
      yield { rule, at: word, message: `${message}; did you mean ${near}?`, title: `Write ${near}`, newText: near };
    else if (request.hasColon) yield { rule, at: word, message };
    else {
      yield { rule, at: word, message: `${message}: write the reason behind a colon` };
      return;
    }
  }
}

function* overIn({ request: { until, rules: gone } }: Exception, isOver: boolean): Generator<Fault> {
  if (until === undefined) return;
  const fault = { rule: 'suppression-expired', at: until };
  if (!isDay(until.text))
    yield { ...fault, message: 'the exception hides nothing: behind until, write a day as YYYY-MM-DD' };
  else if (isOver) {
    const message = `the exception ended with ${until.text} and hides nothing: fix what it hid, or write another day`;
    yield { ...fault, message, title: 'Remove the exception', gone };
  }
}

/** The hit of a fault, when its rule is on. */
function* hitOf(
  exception: Exception,
  { rule, at, message, title = '', gone, newText }: Fault,
  ruleset: Ruleset,
): Generator<Hit> {
  const active = ruleset.find((each) => each.rule.id === rule);
  if (active === undefined) return;
  const common = { rule, severity: active.severity };
  const { source, manifest, span } = exception;
  if (manifest !== undefined) {
    const changes = gone === undefined ? [] : annotationWithout(exception, gone);
    const fix = changes.length === 0 ? {} : { fix: { title, safety: 'safe', changes } as const };
    const problem = { at: ANNOTATION_PATH, message, ...fix };
    const field = `metadata.annotations.${ANNOTATION}`;
    yield { ...common, source: manifest.source, manifest, span: manifest.span(ANNOTATION_PATH), field, problem };
    return;
  }
  const edits = gone === undefined ? replaced(at?.span, newText) : commentWithout(exception, gone);
  const fix = edits.length === 0 ? {} : { fix: { title, edits } };
  yield {
    ...common,
    source,
    manifest: undefined,
    span: at?.span ?? span,
    field: '',
    problem: { at: [], message },
    ...fix,
  };
}

const replaced = (span: Span | undefined, newText: string | undefined) =>
  span === undefined || newText === undefined ? [] : [{ span, newText }];
