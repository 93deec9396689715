import {
  CodeActionKind,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyFixes, MAX_PASSES } from '../report/apply-fixes.ts';
import type { Finding, Report } from '../report/report.ts';
import { worsenedFiles } from '../report/worsened.ts';
import { plain } from '../words/escape.ts';
import type { FileChange } from './baseline-action.ts';
import { editorRange } from './field-at-cursor.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.daemonlint`;

/** A text at one version, and how to show what was found in it. */
export interface Subject {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly report: Report;
  readonly diagnosticOf: (finding: Finding) => Diagnostic;
  /** Whether the client applies an edit only to the version it was made for. */
  readonly versioned: boolean;
  /** The baseline with a finding in it, where there is one that may take it in. */
  readonly toBaseline: (finding: Finding) => FileChange | undefined;
  /** What is found in another text in this one's place. */
  readonly inspect: (text: string) => Report;
}

/** The fixes of the findings at `range`, and one action for all safe fixes of the file. */
export function codeActions(subject: Subject, range: Range, context: CodeActionContext): CodeAction[] {
  const wanted = (kind: string): boolean =>
    context.only === undefined ||
    context.only.some((only) => only === '' || kind === only || kind.startsWith(`${only}.`));
  return [
    ...(wanted(CodeActionKind.QuickFix) ? quickFixes(subject, range, context) : []),
    ...(wanted(CodeActionKind.QuickFix) ? [...exceptions(subject, range), ...baselined(subject, range)] : []),
    ...(wanted(FIX_ALL) ? fixAll(subject) : []),
  ];
}

function quickFixes(subject: Subject, range: Range, { diagnostics }: CodeActionContext): CodeAction[] {
  return subject.report.findings.flatMap((finding): CodeAction[] => {
    const { fix } = finding;
    if (fix === undefined) return [];
    const own = subject.diagnosticOf(finding);
    if (!touches(own.range, range) && !diagnostics.some((other) => same(own, other))) return [];
    const safe = fix.safety === 'safe';
    return [
      {
        title: plain(safe ? fix.title : `${fix.title} (changes behavior)`),
        kind: CodeActionKind.QuickFix,
        diagnostics: [own],
        isPreferred: safe,
        edit: workspaceEdit(
          subject,
          fix.edits.map((edit) => ({ range: editorRange(edit.range), newText: edit.newText })),
        ),
      },
    ];
  });
}

/** A comment above each finding that hides it, where one does: not what a server refuses, nor in JSON. */
function exceptions(subject: Subject, range: Range): CodeAction[] {
  const { uri, version, text, report, inspect } = subject;
  if (uri.endsWith('.json')) return [];
  const document = TextDocument.create(uri, 'yaml', version, text);
  return report.findings.flatMap((finding): CodeAction[] => {
    const own = subject.diagnosticOf(finding);
    if (!touches(own.range, range)) return [];
    const start = { line: own.range.start.line, character: 0 };
    const offset = document.offsetAt(start);
    const indent = /^[ ]*/.exec(text.slice(offset))?.[0] ?? '';
    const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
    const newText = `${indent}# daemonlint-ignore ${finding.rule}: reason${newline}`;
    const found = inspect(text.slice(0, offset) + newText + text.slice(offset));
    if (found.findings.length >= report.findings.length || worsenedFiles(report, found).size > 0) return [];
    const edit = workspaceEdit(subject, [{ range: { start, end: start }, newText }]);
    return [
      { title: `Ignore ${finding.rule} here, with a reason`, kind: CodeActionKind.QuickFix, diagnostics: [own], edit },
    ];
  });
}

/** An entry of the baseline for each finding. */
function baselined({ report, diagnosticOf, toBaseline, versioned }: Subject, range: Range): CodeAction[] {
  return report.findings.flatMap((finding): CodeAction[] => {
    const own = diagnosticOf(finding);
    const change = touches(own.range, range) ? toBaseline(finding) : undefined;
    if (change === undefined) return [];
    const { uri, before, after } = change;
    // The file is read from disk, at no version.
    const edit = workspaceEdit({ uri, version: null, versioned }, [
      difference({ uri, version: 0, text: before }, after),
    ]);
    return [{ title: `Add ${finding.rule} to the baseline`, kind: CodeActionKind.QuickFix, diagnostics: [own], edit }];
  });
}

function fixAll(subject: Subject): CodeAction[] {
  const fixed = fixedText(subject);
  if (fixed === subject.text) return [];
  const edit = workspaceEdit(subject, [difference(subject, fixed)]);
  return [{ title: 'Apply all safe fixes of daemonlint', kind: FIX_ALL, edit }];
}

/** As `--fix` does: until nothing changes, one by one where fixes do harm together. */
function fixedText({ text, report, inspect }: Subject): string {
  let current = { text, report };
  let most = Infinity;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = applyFixes(current.text, current.report.findings, 'safe', most).text;
    if (next === current.text) break;
    const found = inspect(next);
    if (worsenedFiles(current.report, found).size === 0) current = { text: next, report: found };
    else if (most === 1) break;
    else most = 1;
  }
  return current.text;
}

/** One edit over what is different. */
function difference({ uri, version, text }: Pick<Subject, 'uri' | 'version' | 'text'>, fixed: string): TextEdit {
  const shorter = Math.min(text.length, fixed.length);
  let start = 0;
  while (start < shorter && text[start] === fixed[start]) start++;
  let tail = 0;
  while (tail < shorter - start && text[text.length - 1 - tail] === fixed[fixed.length - 1 - tail]) tail++;
  const document = TextDocument.create(uri, 'yaml', version, text);
  const range = { start: document.positionAt(start), end: document.positionAt(text.length - tail) };
  return { range, newText: fixed.slice(start, fixed.length - tail) };
}

function workspaceEdit(
  { uri, version, versioned }: { readonly uri: string; readonly version: number | null; readonly versioned: boolean },
  edits: TextEdit[],
): WorkspaceEdit {
  return versioned ? { documentChanges: [{ textDocument: { uri, version }, edits }] } : { changes: { [uri]: edits } };
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.range.start.line === b.range.start.line && a.message === b.message;
}
