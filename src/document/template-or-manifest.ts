import { apiPath, type ListNode, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { YamlFault } from '../kubernetes/yaml/parse.ts';
import { forwardSearch } from '../words/forward-search.ts';

/** What only Helm's own objects and functions look like, wherever they are. */
const HELM = /\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities)\b|include\s+["`]|toYaml\b)/;
/** Statements of Jinja and its kin, ERB, Template Toolkit. */
const STATEMENT =
  /\{%[-+~]?\s*(?:if|for|set|block|include|import|from|macro|raw|call|filter|with|end\w+|el\w+|extends|assign|case|unless)\b|<%(?:[-=#]|\s)|^[^\S\r\n\u2028\u2029]*\[%/m;
const YTT = /(?:^|\s)#@(?:\s|\/|overlay\b|data\b|schema\b|library\b|ytt\b)/m;
/** Anything that an engine would replace. */
const PLACEHOLDER = /\{\{|\{%|<%|\[%|\(\(@|\[\[-?\s*[.$]/;
/** Braces that open; the group is the indentation of what may have its lines to itself. */
const OPEN = /^([ \t]*)\{\{|\{\{/gm;
const CLOSE = /\}\}/g;
const CLOSE_OF_LINE = /\}\}(?=[ \t]*\r?$)/gm;
/** Of sed, CMake and shell scripts; no plain value may begin with these characters. */
const MARKED_WORD = /^[@%]{1,2}[\w.-]+[@%]{1,2}/;

/**
 * Whether a text that Kubernetes cannot read is a template instead of a broken manifest. `faultOf` reads a variant of
 * the text: where placeholders are at home (arguments in quotes), the fault is there without them too.
 */
export function isUnreadableTemplate(
  text: string,
  { start, fault }: { readonly start: number; readonly fault: YamlFault },
  faultOf: (text: string) => YamlFault | undefined,
): boolean {
  if (HELM.test(text) || STATEMENT.test(text) || YTT.test(text)) return true;
  const at = fault.span.start - start;
  if (MARKED_WORD.test(text.slice(at)) || text.slice(at).startsWith('((@')) return true;
  if (!text.includes('{{')) return false;
  return faultOf(withoutBraces(text))?.span.start !== at;
}

/** What is in braces replaced: from the start of a line to braces that end one, otherwise up to the next ones. */
function withoutBraces(text: string): string {
  const close = forwardSearch(CLOSE, text);
  const closeOfLine = forwardSearch(CLOSE_OF_LINE, text);
  let out = '';
  let done = 0;
  for (const { index, 0: open, 1: indentation } of text.matchAll(OPEN)) {
    if (index < done) continue;
    const inner = index + open.length;
    const whole = indentation === undefined ? undefined : closeOfLine(inner);
    const end = whole ?? close(inner);
    if (end === undefined) break;
    const start = whole === undefined ? inner - 2 : index;
    out += text.slice(done, start);
    done = end + 2;
    out += blank(text.slice(start, done), whole === undefined ? undefined : indentation);
  }
  return out + text.slice(done);
}

// As long as before: a comment where lines go, a word where a value is put in.
function blank(match: string, indentation: string | undefined): string {
  const replacement = indentation === undefined ? 'x' : '#';
  return (indentation ?? '') + match.slice(indentation?.length ?? 0).replace(/[^\r\n]/g, replacement);
}

/** Where texts are the program's own, which may be written in a template language; nobody else reads them. */
const FREE =
  /\.annotations\.|\.(?:command|args)\[\d+\]$|\.env\[\d+\]\.value$|\.httpGet\.path$|\.httpHeaders\[\d+\]\.value$/;

/** Whether an object that can be read is a template all the same: placeholders are where the API expects a value. */
export function isReadableTemplate(root: MapNode, text: string): boolean {
  if (text.includes('#@') && YTT.test(text)) return true;
  return PLACEHOLDER.test(text) && hasPlaceholder(root, []);
}

function hasPlaceholder(node: Node, path: Path): boolean {
  if (node.kind === 'map') {
    return node.entries.some(
      ({ key, value }) =>
        (PLACEHOLDER.test(key) && !path.includes('annotations')) || hasPlaceholder(value, [...path, key]),
    );
  }
  if (node.kind === 'list') {
    return isBracketed(node) || node.items.some((item, index) => hasPlaceholder(item, [...path, index]));
  }
  if (node.kind !== 'string') return false;
  return HELM.test(node.value) || (PLACEHOLDER.test(node.value) && !FREE.test(apiPath(path)));
}

/** What an engine puts in, one value each: no statement, section or partial. */
const SIMPLE_ACTION = /^[-\s]*(?!(?:if|range|end|else|with|define|block|template|include|for|tpl)\b)[\w$.]/;
const ACTION = /\{\{([^{}\n]*)\}\}/g;

/**
 * Whether only values of such an object are put in later, each of them in quotes: all else of it is as it is applied.
 * Helm's own actions may put in anything.
 */
export function hasOnlyQuotedPlaceholders(root: MapNode, text: string, offset: number): boolean {
  if (HELM.test(text) || STATEMENT.test(text) || YTT.test(text)) return false;
  const isFilled = (node: Node): boolean => {
    if (node.kind === 'map') return node.entries.every(({ key, value }) => !PLACEHOLDER.test(key) && isFilled(value));
    if (node.kind === 'list') return !isBracketed(node) && node.items.every(isFilled);
    if (node.kind !== 'string' || !PLACEHOLDER.test(node.value)) return true;
    if (!/["']/.test(text.charAt(node.span.start - offset))) return false;
    const actions = [...node.value.matchAll(ACTION)];
    return (
      actions.every(([, inner = '']) => SIMPLE_ACTION.test(inner)) && !PLACEHOLDER.test(node.value.replace(ACTION, ''))
    );
  };
  return isFilled(root);
}

// `[[ .Image ]]` without quotes is a list in a list, which no field of the API is.
function isBracketed({ items: [inner] }: ListNode): boolean {
  const word = inner?.kind === 'list' && inner.items.length === 1 ? inner.items[0] : undefined;
  return word?.kind === 'string' && /^-?\s*[.$]/.test(word.value);
}
