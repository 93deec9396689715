import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { rulePage } from '../format/rule-page.ts';
import type { Finding } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import { plain } from '../words/escape.ts';
import { editorRange } from './field-at-cursor.ts';

/** What the client can show, and how a path of the report becomes a URI. */
export interface ClientSupport {
  readonly related: boolean;
  readonly uriOf: (path: string) => string;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** A finding as an editor shows it. */
export function diagnosticOf(finding: Finding, { related, uriOf }: ClientSupport): Diagnostic {
  const places = related ? (finding.related ?? []) : [];
  return {
    range: editorRange(finding.range),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    source: 'daemonlint',
    message: plain(finding.message),
    ...(places.length === 0
      ? {}
      : {
          relatedInformation: places.map(({ path, range, message }) => ({
            location: { uri: uriOf(path), range: editorRange(range) },
            message: plain(message),
          })),
        }),
  };
}
