import { inSarif, jsonText } from '../../words/escape.ts';
import type { Fix, Log, Notification, ReportingDescriptor, Result, Run, Suppression } from 'sarif';
import { noticesOf, type Finding, type FindingFix, type Report, type Suppressed } from '../../report/report.ts';
import { HOMEPAGE } from '../../version.ts';
import type { FormatOptions, Repository } from '../format-options.ts';
import { fingerprints } from '../fingerprint.ts';
import { lineHashes } from './line-hash.ts';
import { fullStop } from '../markdown-text.ts';
import { linesOf, type Lines } from '../source-lines.ts';
import { artifactLocation, physicalLocation, region, relatedLocation } from './location.ts';
import { ruleDescriptor } from './rule.ts';

/**
 * SARIF 2.1.0 for GitHub code scanning and Microsoft's validator. No times and no random ids: the same report gives the
 * same bytes. There is no `artifacts` array: snippets contain the text, and the validator rejects a file list without
 * embedded files (SARIF2013).
 */
export function sarif(report: Report, options: FormatOptions): string {
  const run: Run = {
    tool: {
      driver: {
        name: 'daemonlint',
        fullName: 'daemonlint, a linter for Kubernetes DaemonSets',
        organization: 'daemonlint',
        version: report.version,
        semanticVersion: report.version,
        informationUri: HOMEPAGE,
        rules: report.rules.map(({ rule, severity }) => ruleDescriptor(rule, severity)),
        notifications: [NOT_CHECKED, NOTICE],
      },
    },
    invocations: [
      { executionSuccessful: report.faults.length === 0, toolExecutionNotifications: [...notifications(report)] },
    ],
    ...(options.repository === undefined ? {} : { versionControlProvenance: [provenance(options.repository)] }),
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    automationDetails: { id: 'daemonlint/' },
    defaultEncoding: 'UTF-8',
    results: results(report),
  };
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${jsonText(log, 2)}\n`;
}

function provenance({ uri, revision, branch }: Repository) {
  return { repositoryUri: uri, revisionId: revision, branch, mappedTo: { uriBaseId: '%SRCROOT%' } };
}

const NOT_CHECKED: ReportingDescriptor = {
  id: 'file-not-checked',
  name: 'FileNotChecked',
  shortDescription: { text: 'A file was not checked.' },
  fullDescription: { text: 'A file that was named or that mentions a DaemonSet was not checked.' },
  messageStrings: { default: { text: "The file '{0}' was not checked: '{1}'." } },
  helpUri: HOMEPAGE,
  help: { text: 'The message says why the file was not checked.' },
};

const NOTICE: ReportingDescriptor = {
  id: 'configuration-notice',
  name: 'ConfigurationNotice',
  shortDescription: { text: 'What has to be known of the run.' },
  fullDescription: { text: 'What has to be known of the run as a whole, such as which configuration is in force.' },
  messageStrings: { default: { text: '{0}.' } },
  helpUri: HOMEPAGE,
  help: { text: 'The message says what it is about.' },
};

function* notifications(report: Report): Generator<Notification> {
  for (const { path, message } of report.faults) yield notChecked(report, path, message, 'error');
  const faulty = new Set(report.faults.map(({ path }) => path));
  for (const { path, status, reason } of report.files) {
    if (status !== 'skipped' || faulty.has(path)) continue;
    yield notChecked(
      report,
      path,
      reason ?? 'mention',
      reason === 'unreadable' || reason === 'too-large' ? 'warning' : 'note',
    );
  }
  for (const text of noticesOf(report)) yield notice(text);
}

function notice(text: string): Notification {
  return {
    descriptor: { id: NOTICE.id, index: 1 },
    level: 'warning',
    message: { id: 'default', arguments: [text], text: inSarif(fullStop(text)) },
  };
}

function notChecked(report: Report, path: string, reason: string, level: Notification.level): Notification {
  return {
    descriptor: { id: NOT_CHECKED.id, index: 0 },
    level,
    message: {
      id: 'default',
      arguments: [path, reason],
      text: inSarif(`The file '${path}' was not checked: '${reason}'.`),
    },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(report, path) } }],
  };
}

function results(report: Report): Result[] {
  const { findings } = report;
  const lines = linesOf(report);
  const hashes = hashesOf(lines);
  const own = fingerprints(report, findings);
  const indices = new Map(report.rules.map(({ rule }, index) => [rule.id, index]));
  return findings.map((finding, index) => {
    const { start } = finding.range;
    const ruleIndex = indices.get(finding.rule);
    const hash = hashes(finding.path)?.[start.line - 1];
    const related = finding.related ?? [];
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: finding.severity,
      kind: 'fail',
      message: { id: 'default', arguments: [finding.field || finding.path], text: inSarif(fullStop(finding.message)) },
      locations: [{ physicalLocation: physicalLocation(report, finding.path, finding.range, lines(finding.path)) }],
      partialFingerprints: {
        ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
        'daemonlint/v1': own[index] ?? '',
      },
      ...(finding.suppressed === undefined ? {} : { suppressions: [suppression(finding.suppressed)] }),
      ...(finding.fix === undefined ? {} : { fixes: [fix(report, finding, finding.fix)] }),
      ...(related.length === 0
        ? {}
        : {
            relatedLocations: related.map(({ path, range, message }, number) =>
              relatedLocation(number + 1, fullStop(message), physicalLocation(report, path, range, lines(path))),
            ),
          }),
    };
  });
}

function suppression({ by, reason }: Suppressed): Suppression {
  return {
    kind: by === 'baseline' ? 'external' : 'inSource',
    status: 'accepted',
    ...(reason === undefined ? {} : { justification: inSarif(reason) }),
  };
}

// Hashing covers whole files, so it is done once per file.
function hashesOf(lines: (path: string) => Lines | undefined): (path: string) => string[] | undefined {
  const known = new Map<string, string[] | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const file = lines(path);
      known.set(path, file && lineHashes(file.text));
    }
    return known.get(path);
  };
}

function fix(report: Report, { path }: Finding, { title, edits }: FindingFix): Fix {
  return {
    description: { text: inSarif(fullStop(title)) },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(report, path),
        replacements: edits.map(({ range, newText }) => ({
          deletedRegion: region(range),
          insertedContent: { text: newText },
        })),
      },
    ],
  };
}
