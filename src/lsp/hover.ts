import type { Hover } from 'vscode-languageserver';
import { rules } from '../../rules/index.ts';
import { rulePage } from '../format/rule-page.ts';
import { apiPath } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Range } from '../report/report.ts';
import { lineStarts, positionAt } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { LintedTexts } from '../lint-texts.ts';
import { inMarkdown } from '../words/escape.ts';
import { helpFor } from './field-help.ts';
import { editorRange, placeAt, within } from './field-at-cursor.ts';

/** What the field at `offset` means for the rollout, and why the findings there are findings. */
export function hoverAt({ report, manifests }: LintedTexts, offset: number): Hover | undefined {
  const findings = report.findings.filter(({ span }) => within(span, offset));
  const manifest = manifests.find(({ root }) => within(root.span, offset));
  const place = manifest === undefined ? undefined : placeAt(manifest.root, offset);
  const field = manifest === undefined || place === undefined ? undefined : fieldText(manifest, place.path);
  const texts = [...(field === undefined ? [] : [field]), ...reasons(findings)];
  if (texts.length === 0) return undefined;
  const span = place?.span ?? findings[0]?.span;
  const text = manifest?.source.text ?? '';
  return {
    contents: { kind: 'markdown', value: texts.join('\n\n---\n\n') },
    ...(span === undefined || manifest === undefined ? {} : { range: editorRange(rangeOf(text, span)) }),
  };
}

function rangeOf(text: string, { start, end }: Span): Range {
  const starts = lineStarts(text);
  return { start: positionAt(starts, start), end: positionAt(starts, end) };
}

function fieldText(manifest: Manifest, at: readonly (string | number)[]): string | undefined {
  const found = helpFor(at);
  if (found === undefined) return undefined;
  const { help, path } = found;
  const lines = (help.lines?.(manifest, path) ?? []).flatMap((line) => (line === undefined ? [] : [inMarkdown(line)]));
  const facts = help.default === undefined ? lines : [`default: ${help.default}`, ...lines];
  return [`**${shownPath(apiPath(path))}**`, help.meaning, facts.map((line) => `- ${line}`).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

// The brackets of an index are no link, and stay readable in editors that show Markdown as it is.
function shownPath(path: string): string {
  return /^[\w.[\]/-]*$/.test(path) ? path : inMarkdown(path);
}

/** Each rule once. */
function reasons(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ rule }) => rule))].flatMap((id) => {
    const rule = rules.find((candidate) => candidate.id === id);
    return rule === undefined ? [] : [`**[${id}](${rulePage(id)})**: ${rule.summary}.\n\n${rule.why}`];
  });
}
