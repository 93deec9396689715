import { formats, type FormatOptions } from '../../src/format/index.ts';
import { PLAIN } from '../../src/format/format-options.ts';
import type { FormatName } from '../../src/format/format-names.ts';
import { liveFindings } from '../../src/format/source-lines.ts';
import { madeUpReport } from './made-up.ts';

export const FOLDER = 'fixtures/output';

/** A repository that is named in SARIF. */
export const REPOSITORY = {
  uri: 'https://github.com/example/manifests',
  revision: '0123456789abcdef0123456789abcdef01234567',
  branch: 'main',
} as const;

/** The files of `fixtures/output`: what each is made with. */
export const GOLDENS: Readonly<Record<string, readonly [FormatName, Partial<FormatOptions>]>> = {
  'text.txt': ['text', {}],
  'text-byte.txt': ['text', { columnUnit: 'byte' }],
  'text-codepoint.txt': ['text', { columnUnit: 'codepoint' }],
  'text-screen.txt': ['text', { columnUnit: 'screen' }],
  'text-terminal.txt': ['text', { terminal: true, width: 60 }],
  'text-color.txt': ['text', { terminal: true, color: true }],
  'report.json': ['json', {}],
  'report.sarif': ['sarif', { repository: REPOSITORY }],
  'report-omitted.sarif': ['sarif', { repository: REPOSITORY }],
  'github.txt': ['github', {}],
  'gitlab.json': ['gitlab', {}],
  'junit.xml': ['junit', {}],
  'checkstyle.xml': ['checkstyle', {}],
  'reviewdog.jsonl': ['rdjsonl', {}],
  'comment.md': ['markdown', {}],
};

/** The made-up report in the format and with the options of a golden file. */
export async function golden(name: string): Promise<string> {
  const [format, options] = GOLDENS[name] ?? (['text', {}] as const);
  const report = madeUpReport();
  // With --omit-suppressed, as programs read it that would show what is suppressed.
  const printed = name.includes('omitted') ? { ...report, findings: liveFindings(report) } : report;
  return (await formats[format]())(printed, { ...PLAIN, ...options });
}
