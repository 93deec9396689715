import type { CodeLens } from 'vscode-languageserver';
import { STRATEGY } from '../facts/daemonset-facts.ts';
import { lineStarts, positionAt } from '../document/source.ts';
import type { LintedTexts } from '../lint-texts.ts';
import { plain } from '../words/escape.ts';
import { editorRange } from './field-at-cursor.ts';
import { rolloutLine } from './rollout-summary.ts';

/** One line of numbers above each `updateStrategy`, or above `spec` where it is not written. */
export function codeLenses({ manifests }: LintedTexts): CodeLens[] {
  return manifests
    .filter((manifest) => manifest.has(['spec']))
    .map((manifest) => {
      const starts = lineStarts(manifest.source.text);
      const { start, end } = manifest.span(STRATEGY, 'key');
      const range = editorRange({ start: positionAt(starts, start), end: positionAt(starts, end) });
      // A lens has to have a command to be shown; this one does nothing.
      return { range, command: { title: plain(rolloutLine(manifest)), command: '' } };
    });
}
