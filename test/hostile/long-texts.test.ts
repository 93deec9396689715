import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gobwasPattern as filesPattern } from '../../src/helm/files.ts';
import { filepathPattern as namePattern } from '../../src/helm/ignore.ts';
import { sourceOf } from '../../src/helm/template.ts';
import { sprintf } from '../../src/gotemplate/format.ts';
import { str } from '../../src/gotemplate/value.ts';
import { isRepository } from '../../src/kustomize/remote.ts';
import { withoutMarkup } from '../../src/format/markdown-text.ts';
import { readDocuments, readFileContents } from '../../src/document/documents.ts';
import { isPlaceholder } from '../../src/facts/image-name.ts';
import { trimSpace } from '../../src/kubernetes/go/strings.ts';
import { mayHoldDaemonSet } from '../../src/kubernetes/yaml/prefilter.ts';
import { doubleQuotedText, plainText } from '../../src/kubernetes/yaml/scalar-text.ts';
import { parseDuration } from '../../src/sprig/duration.ts';
import { parseConstraints } from '../../src/sprig/semver.ts';
import { inSarif, plain } from '../../src/words/escape.ts';

const test = suite('long texts');

const LENGTH = 200_000;
/** Of CPU time: a tenth of what a search needs that begins anew at each character. */
const SECONDS = 2;

const long = (part: string): string => part.repeat(LENGTH / part.length);
const document = (text: string): unknown => readDocuments({ path: 'a.yaml', text: `kind: DaemonSet\n${text}` }, {});
const bytes = (text: string): unknown => readFileContents('a.yaml', Buffer.from(text, 'latin1'), {});
const constraint = (text: string): void => {
  assert.throws(() => parseConstraints(text));
};

const READ: readonly (readonly [string, (text: string) => unknown, string])[] = [
  ['spaces without a line end in a message', plain, `a${long(' ')}b`],
  ['brackets that open in SARIF', inSarif, long('[')],
  ['spaces within a scalar', plainText, `a\n${long(' ')}b`],
  ['spaces within double quotes', doubleQuotedText, `"\\n${long(' ')}b"`],
  ['spaces within a text', trimSpace, `a${long(' ')}b`],
  ['exclamation marks', mayHoldDaemonSet, `${long('!')} % binary`],
  ['braces that open', document, long('{{')],
  ['braces on lines', document, `x: [\n${long('{{ a }} b\n')}`],
  ['empty lines', document, `x: [\n${long('\n')}`],
  ['keys of a kind with a tag', document, `? [\n${long(',kind:!x')}`],
  ['brackets of an image', isPlaceholder, long(':<')],
  ['words of an image', isPlaceholder, `your-name${'_a'.repeat(26)}!`],
  ['digits of a duration', parseDuration, long('1')],
  ['stars of .helmignore', (text) => namePattern(`${'*a'.repeat(60)}b`)?.test(text), long('a').slice(0, 255)],
  ['stars of .Files.Glob', (text) => filesPattern(`${'{*,**}a'.repeat(60)}b`).test(text), long('a').slice(0, 255)],
  ['brackets of a format that open', (text) => sprintf(str(text), []), long('%[')],
  ['sources of a document', sourceOf, long('# Source: ')],
  ['marks of a repository', isRepository, `git@a:${long('_git/')}\n`],
  ['links of Markdown that open', withoutMarkup, long('[a](')],
  ['brackets of Markdown that open', withoutMarkup, long('[')],
  ['bytes that are not text in documents', bytes, `kind: DaemonSet\n${long('---\na: \xff\n')}`],
  ['spaces between constraints', constraint, `${'1    '.repeat(14)}!`],
];

for (const [what, read, text] of READ) {
  test(`${what} take linear time`, () => {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1e6 < SECONDS, `${(user + system) / 1e6} s`);
  });
}

test.run();
