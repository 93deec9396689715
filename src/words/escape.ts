/**
 * Text of others for each kind of output. Manifests, dumps, file names and configurations are untrusted: whatever they
 * hold, a terminal, a log of CI, a browser and a parser show it as text. Everything that is printed passes here, once.
 */

// C0 and C1 controls, marks that change the direction of text, and line ends of JavaScript and HTML.
const HIDDEN = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, 'g');
/** What GitHub's runner, Azure's agent and TeamCity take for a command, anywhere in a line. */
const COMMAND_MARK = /##(?=\[|vso\[|teamcity\[)/gi;
/** What GitHub's runner takes for a command at the start of a line. */
const COMMAND_START = /^(\s*):(?=:)/;

/** `text` on one line, for a terminal or a log: without control sequences, and no command to a runner of CI. */
export function plain(text: string): string {
  return inert(text.replace(/(?:(?<!\s)\s+)?[\r\n\u0085\u2028\u2029]+\s*/g, ' ').replace(/\t/g, ' '));
}

/** The same for text of several lines, which keeps them. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => inert(line, '\t'))
    .join('\n');
}

/** One line of a source file, whose tabs and length stay: what is hidden or begins a command is drawn as one cell. */
export function plainLine(line: string): string {
  return line
    .replace(HIDDEN_CHARACTERS, (character) => (character === '\t' ? character : '\ufffd'))
    .replace(COMMAND_MARK, '#\ufffd');
}

function inert(line: string, kept = ''): string {
  return line
    .replace(HIDDEN_CHARACTERS, (character) => (character === kept ? character : unicodeEscape(character)))
    .replace(COMMAND_MARK, '#\\u0023')
    .replace(COMMAND_START, '$1\\u003a');
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `text` as Markdown that shows it unchanged, also in a cell of a table. */
export function inMarkdown(text: string): string {
  return plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~@#$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/https?:/g, (scheme) => `${scheme.slice(0, -1)}&#58;`);
}

/** `text` as code in Markdown, in a cell too: HTML, since it may hold backticks, and a bar ends a cell even between them. */
export function codeInMarkdown(text: string): string {
  return `<code>${inMarkdown(text)}</code>`;
}

// Characters that XML 1.0 cannot represent: controls, halves of surrogate pairs and two non-characters.
const NOT_IN_XML =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const SPECIAL_IN_XML = new RegExp(`[&<>"'${HIDDEN}]`, 'g');

/** `text` in XML, SVG and HTML: between tags and in attributes. */
export function inXml(text: string): string {
  return text
    .replace(NOT_IN_XML, '\ufffd')
    .replace(SPECIAL_IN_XML, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`)
    .replace(COMMAND_MARK, '#&#35;');
}

/** `text` in a message of SARIF, where brackets before parentheses make a link. Source: SARIF 2.1.0, 3.11.6. */
export function inSarif(text: string): string {
  const parts = text.split(']');
  return parts
    .map((part, i) => (parts[i + 1]?.startsWith('(') === true ? part.replaceAll('[', '\\[') : part))
    .join(']');
}

/** `text` in the message of a command to GitHub's runner. Source: actions/toolkit packages/core/src/command.ts escapeData. */
export function inGithubCommand(text: string): string {
  return plain(text).replaceAll('%', '%25');
}

/** `text` in a property of such a command, whose line ends are kept. Source: the same, escapeProperty. */
export function inGithubProperty(text: string): string {
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return inert(escaped.replaceAll(':', '%3A').replaceAll(',', '%2C'));
}

/** YAML as the library prints it: C1 controls and DEL, which it leaves in double quotes, as escapes. */
export function yamlEscaped(printed: string): string {
  return printed.replace(/[\u007f-\u009f]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}

const NUMBER = '\u0000n';
const TEXT = '\u0000t';

/** `value` as JSON; integers beyond the exact range of a double, kept as bigint, are written in full. */
export function jsonText(value: unknown, indentation?: number): string {
  // A text that begins like a mark gets one of its own.
  const mark = (_key: string, item: unknown): unknown => {
    if (typeof item === 'bigint') return `${NUMBER}${String(item)}`;
    return typeof item === 'string' && item.startsWith('\u0000') ? `${TEXT}${item}` : item;
  };
  return jsonEscaped(
    JSON.stringify(value, mark, indentation).replace(
      /"\\u0000(?:n(-?\d+)"|t)/g,
      (_, digits: string | undefined) => digits ?? '"',
    ),
  );
}

/** JSON that is printed already. */
export function jsonEscaped(text: string): string {
  return text
    .replace(HIDDEN_CHARACTERS, (character) => (character === '\n' ? character : unicodeEscape(character)))
    .replace(COMMAND_MARK, '#\\u0023');
}
