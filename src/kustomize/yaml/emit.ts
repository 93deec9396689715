/** Trees to texts, as yaml.v3 writes them for kyaml: two spaces, lists not indented. Source: go.yaml.in/yaml/v3 emitterc.go, encode.go (node). */
import { analyze, blockHints, escapeOf, type Analysis } from './analyze.ts';
import { isBlank, isBreak } from './cursor.ts';
import { DOUBLE_QUOTED, FLOW, FOLDED, LITERAL, QUOTED, SINGLE_QUOTED, TAGGED, entries, type YNode } from './node.ts';
import { longTag, resolve, shortTag } from './resolve.ts';

const INDENT = 2;
const LONGEST_KEY = 128;

/** `node` as text. Throws Error where Go's emitter fails. Source: kyaml String. */
export function emitNode(node: YNode): string {
  return new Emitter().document(node);
}

/** The tag that has to be written, and whether a plain string needs quotes. Source: encode.go node. */
export function writtenTag(node: YNode): { readonly tag: string; readonly quote: boolean } {
  const short = shortTag(node.tag);
  if (node.tag === '' || (node.style & TAGGED) !== 0) return { tag: node.tag, quote: false };
  if (node.kind !== 'scalar') {
    const implied = node.kind === 'map' ? '!!map' : node.kind === 'list' ? '!!seq' : '';
    return { tag: implied === short ? '' : node.tag, quote: false };
  }
  if (short === '!!str' && (node.style & QUOTED) !== 0) return { tag: '', quote: false };
  if (resolve(node.value).tag === short) return { tag: '', quote: false };
  return short === '!!str' ? { tag: '', quote: true } : { tag: node.tag, quote: false };
}

/** Where a node is: what its parent goes on with, and whether it is a key. */
interface Position {
  readonly inSequence: boolean;
  readonly mapping: boolean;
  readonly simpleKey: boolean;
}

const ROOT: Position = { inSequence: false, mapping: false, simpleKey: false };
const ITEM: Position = { inSequence: true, mapping: false, simpleKey: false };
const FLOW_ITEM: Position = ROOT;
const KEY: Position = { inSequence: false, mapping: true, simpleKey: true };
const VALUE: Position = { inSequence: false, mapping: true, simpleKey: false };

/** What is left to write of a collection whose beginning is written. */
type Rest = (() => void) | undefined;

class Emitter {
  #out = '';
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  #whitespace = true;
  #indention = true;
  #footIndent = -1;
  #head = '';
  #line = '';
  #foot = '';
  #tail = '';
  #keyLine = '';

  document(node: YNode): string {
    const root = node.kind === 'document' ? node.content[0] : node;
    if (node.kind === 'document' && node.head !== '') {
      this.#head = node.head;
      this.#processHead();
      this.#putBreak();
    }
    if (root === undefined) throw new Error('a document without content cannot be written');
    this.#begin(root, '');
    this.#processHead();
    const rest = this.#node(root, ROOT);
    this.#processLine();
    this.#processFoot();
    rest?.();
    if (node.kind === 'document' && node.foot !== '') this.#foot = node.foot;
    this.#footIndent = 0;
    this.#processFoot();
    this.#footIndent = -1;
    this.#writeIndent();
    return this.#out;
  }

  // What analyze_event takes of the event that begins a node; collections bring line and foot at their end.
  #begin(node: YNode, tail: string): void {
    if (node.head !== '') this.#head = node.head;
    if (tail !== '') this.#tail = tail;
    if (node.kind === 'map' || node.kind === 'list') return;
    if (node.line !== '') this.#line = node.line;
    if (node.foot !== '') this.#foot = node.foot;
  }

  #end(node: YNode, tail: string): void {
    if (node.line !== '') this.#line = node.line;
    if (node.foot !== '') this.#foot = node.foot;
    if (tail !== '') this.#tail = tail;
  }

  #node(node: YNode, position: Position): Rest {
    if (node.kind === 'alias') {
      this.#indicator('*', true);
      this.#write(node.value);
      return undefined;
    }
    if (node.kind === 'none') {
      this.#scalarText('null', 0, position);
      return undefined;
    }
    const { tag, quote } = writtenTag(node);
    if (node.anchor !== '') {
      this.#indicator('&', true);
      this.#write(node.anchor);
    }
    if (node.kind === 'scalar') {
      this.#scalar(node, tag, quote, position);
      return undefined;
    }
    if (node.kind === 'document') throw new Error('a document inside a document cannot be written');
    this.#tag(tag);
    const flow = this.#flowLevel > 0 || (node.style & FLOW) !== 0 || node.content.length === 0;
    if (node.kind === 'list') {
      return () => {
        if (flow) this.#flowSequence(node, position);
        else this.#blockSequence(node, position);
      };
    }
    return () => {
      if (flow) this.#flowMapping(node, position);
      else this.#blockMapping(node, position);
    };
  }

  #scalar(node: YNode, tag: string, quote: boolean, position: Position): void {
    let style = node.style & QUOTED;
    if ((style & DOUBLE_QUOTED) !== 0) style = DOUBLE_QUOTED;
    else if ((style & SINGLE_QUOTED) !== 0) style = SINGLE_QUOTED;
    else if ((style & LITERAL) !== 0) style = LITERAL;
    else if ((style & FOLDED) !== 0) style = FOLDED;
    else if (node.value.includes('\n')) style = LITERAL;
    else if (quote) style = DOUBLE_QUOTED;
    // The style is chosen before the tag is written: both come before the text.
    this.#tag(tag);
    this.#scalarText(node.value, style, position);
  }

  #scalarText(value: string, wanted: number, position: Position): void {
    const analysis = analyze(value, true);
    const style = chooseStyle(value, analysis, wanted, position.simpleKey, this.#flowLevel > 0);
    const saved = this.#indent;
    this.#increaseIndent(true, position.inSequence, false);
    if (style === 0) this.#plain(value);
    else if (style === SINGLE_QUOTED) this.#singleQuoted(value);
    else if (style === DOUBLE_QUOTED) this.#doubleQuoted(value);
    else if (style === LITERAL) this.#literal(value);
    else this.#folded(value);
    this.#indent = saved;
  }

  #increaseIndent(flow: boolean, inSequence: boolean, compact: boolean): void {
    if (this.#indent < 0) this.#indent = flow ? INDENT : 0;
    else if (inSequence) this.#indent += 2;
    else {
      this.#indent = INDENT * Math.trunc((this.#indent + INDENT) / INDENT);
      if (compact) this.#indent -= 2;
    }
  }

  #blockSequence(node: YNode, position: Position): void {
    const saved = this.#indent;
    const compact = position.mapping && (this.#column === 0 || !this.#indention);
    this.#increaseIndent(false, position.inSequence, compact);
    for (const item of node.content) {
      this.#begin(item, '');
      this.#processHead();
      this.#writeIndent();
      this.#indicator('-', true, false, true);
      const rest = this.#node(item, ITEM);
      this.#processLine();
      this.#processFoot();
      rest?.();
    }
    this.#end(node, '');
    this.#indent = saved;
  }

  #blockMapping(node: YNode, position: Position): void {
    const saved = this.#indent;
    this.#increaseIndent(false, position.inSequence, false);
    let tail = '';
    for (const [key, value] of entries(node)) {
      this.#begin(withoutFoot(key), tail);
      tail = key.foot;
      this.#processHead();
      this.#writeIndent();
      if (this.#line !== '') {
        this.#keyLine = this.#line;
        this.#line = '';
      }
      const simple = isSimpleKey(key);
      if (!simple) this.#indicator('?', true, false, true);
      this.#node(withoutFoot(key), simple ? KEY : VALUE)?.();
      this.#begin(value, '');
      if (simple) this.#indicator(':', false);
      else {
        this.#writeIndent();
        this.#indicator(':', true, false, true);
      }
      this.#moveKeyLine(value);
      const rest = this.#node(value, VALUE);
      this.#processLine();
      this.#processFoot();
      rest?.();
    }
    this.#end(node, tail);
    this.#processHead();
    this.#indent = saved;
  }

  // A line comment of a key is written behind its scalar, or before the block that follows.
  #moveKeyLine(value: YNode): void {
    if (this.#keyLine === '') return;
    if (value.kind === 'scalar' || value.kind === 'none') {
      if (this.#line !== '') return;
      this.#line = this.#keyLine;
      this.#keyLine = '';
    } else if ((value.kind === 'map' || value.kind === 'list') && (value.style & FLOW) === 0) {
      [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
      this.#processLine();
      [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
    }
  }

  get #trailing(): boolean {
    return this.#line !== '' || this.#foot !== '' || this.#tail !== '';
  }

  #flowSequence(node: YNode, position: Position): void {
    const saved = this.#indent;
    this.#indicator('[', true, true);
    this.#increaseIndent(true, position.inSequence, false);
    this.#flowLevel++;
    let comma = false;
    for (const item of node.content) {
      this.#begin(item, '');
      if (comma) this.#indicator(',', false);
      comma = this.#flowItem(() => this.#node(item, FLOW_ITEM));
    }
    this.#end(node, '');
    this.#flowLevel--;
    this.#indent = saved;
    if (this.#column === 0) this.#writeIndent();
    this.#indicator(']', false);
    this.#processLine();
    this.#processFoot();
  }

  // Writes an item or value with its comments; whether a comma is still missing behind it.
  #flowItem(write: () => Rest): boolean {
    this.#processHead();
    if (this.#column === 0) this.#writeIndent();
    return this.#flowNode(write);
  }

  #flowNode(write: () => Rest): boolean {
    const trailing = this.#trailing;
    const rest = write();
    if (this.#trailing) this.#indicator(',', false);
    this.#processLine();
    this.#processFoot();
    rest?.();
    return !trailing;
  }

  #flowMapping(node: YNode, position: Position): void {
    const saved = this.#indent;
    this.#indicator('{', true, true);
    this.#increaseIndent(true, position.inSequence, false);
    this.#flowLevel++;
    let comma = false;
    let first = true;
    let tail = '';
    for (const [key, value] of entries(node)) {
      this.#begin(withoutFoot(key), tail);
      tail = key.foot;
      if (comma) this.#indicator(',', false);
      this.#processHead();
      if (this.#column === 0) this.#writeIndent();
      const simple = isSimpleKey(key);
      if (!simple) this.#indicator('?', true);
      this.#node(withoutFoot(key), simple ? KEY : VALUE)?.();
      this.#begin(value, '');
      this.#indicator(':', !simple);
      comma = this.#flowNode(() => this.#node(value, VALUE));
      first = false;
    }
    this.#end(node, tail);
    if ((this.#head !== '' || this.#foot !== '' || this.#tail !== '') && !first && comma) this.#indicator(',', false);
    this.#processHead();
    this.#flowLevel--;
    this.#indent = saved;
    this.#indicator('}', false);
    this.#processLine();
    this.#processFoot();
  }

  #tag(tag: string): void {
    if (tag === '') return;
    const long = longTag(tag);
    if (long.startsWith('!')) this.#write(`${this.#whitespace ? '' : ' '}!${uriEscape(long.slice(1))}`);
    else if (long.startsWith('tag:yaml.org,2002:'))
      this.#write(`${this.#whitespace ? '' : ' '}!!${uriEscape(long.slice(18))}`);
    else this.#write(`${this.#whitespace ? '' : ' '}!<${uriEscape(long)}>`);
    this.#whitespace = false;
    this.#indention = false;
  }

  #put(text: string): void {
    this.#out += text;
    this.#column += text.length;
  }

  #write(text: string): void {
    this.#put(text);
    this.#whitespace = false;
    this.#indention = false;
  }

  #putBreak(mark = '\n'): void {
    this.#out += mark;
    this.#column = 0;
    this.#indention = true;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#putBreak();
    if (this.#footIndent === indent) this.#putBreak();
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#footIndent = -1;
  }

  #indicator(text: string, needsBlank: boolean, isBlankItself = false, isIndention = false): void {
    if (needsBlank && !this.#whitespace) this.#put(' ');
    this.#put(text);
    this.#whitespace = isBlankItself;
    this.#indention &&= isIndention;
  }

  #plain(value: string): void {
    if (value !== '' && !this.#whitespace) this.#put(' ');
    this.#put(value);
    if (value !== '') this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(value: string): void {
    this.#indicator("'", true);
    let breaks = false;
    for (const char of value) {
      if (isBreak(char.charCodeAt(0))) {
        if (!breaks && char === '\n') this.#putBreak();
        this.#putBreak(char);
        breaks = true;
        continue;
      }
      if (breaks) this.#writeIndent();
      this.#put(char === "'" ? "''" : char);
      this.#indention = false;
      breaks = false;
    }
    this.#indicator("'", false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #doubleQuoted(value: string): void {
    this.#indicator('"', true);
    let text = '';
    for (const char of value) text += escapeOf(char.codePointAt(0) ?? 0) ?? char;
    this.#put(text);
    this.#indicator('"', false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #blockHeader(indicator: string, value: string): void {
    this.#indicator(indicator, true);
    const hints = blockHints(value, INDENT);
    if (hints !== '') this.#indicator(hints, false);
    if (this.#line === '') this.#putBreak();
    else this.#processLine();
    this.#whitespace = true;
  }

  #literal(value: string): void {
    this.#blockHeader('|', value);
    let breaks = true;
    for (const char of value) {
      if (isBreak(char.charCodeAt(0))) {
        this.#putBreak(char);
        breaks = true;
        continue;
      }
      if (breaks) this.#writeIndent();
      this.#put(char);
      this.#indention = false;
      breaks = false;
    }
  }

  #folded(value: string): void {
    this.#blockHeader('>', value);
    // Go looks at the first character of the whole text, whatever line it is at.
    const firstText = value.search(/[^\n\r\x85\u2028\u2029]/);
    const first = firstText < 0 ? 0 : value.charCodeAt(firstText);
    const firstIsBlank = first === 0 || isBlank(first) || isBreak(first);
    let breaks = true;
    let leadingSpaces = true;
    for (const char of value) {
      const code = char.charCodeAt(0);
      if (isBreak(code)) {
        if (!breaks && !leadingSpaces && char === '\n' && !firstIsBlank) this.#putBreak();
        this.#putBreak(char);
        breaks = true;
        continue;
      }
      if (breaks) {
        this.#writeIndent();
        leadingSpaces = isBlank(code);
      }
      this.#put(char);
      this.#indention = false;
      breaks = false;
    }
  }

  #processHead(): void {
    if (this.#tail !== '') {
      this.#writeIndent();
      this.#comment(this.#tail);
      this.#tail = '';
      this.#footIndent = Math.max(this.#indent, 0);
    }
    if (this.#head === '') return;
    this.#writeIndent();
    this.#comment(this.#head);
    this.#head = '';
  }

  #processLine(): void {
    if (this.#line === '') return;
    if (!this.#whitespace) this.#put(' ');
    this.#comment(this.#line);
    this.#line = '';
  }

  #processFoot(): void {
    if (this.#foot === '') return;
    this.#writeIndent();
    this.#comment(this.#foot);
    this.#foot = '';
    this.#footIndent = Math.max(this.#indent, 0);
  }

  #comment(comment: string): void {
    let breaks = false;
    let pound = false;
    for (const char of comment) {
      if (isBreak(char.charCodeAt(0))) {
        this.#putBreak(char);
        breaks = true;
        pound = false;
        continue;
      }
      if (breaks) this.#writeIndent();
      if (!pound && char !== '#') this.#put('# ');
      pound = true;
      this.#put(char);
      this.#indention = false;
      breaks = false;
    }
    if (!breaks) this.#putBreak();
    this.#whitespace = true;
  }
}

function withoutFoot(key: YNode): YNode {
  if (key.foot === '') return key;
  return Object.assign(Object.create(Object.getPrototypeOf(key) as object) as YNode, key, { foot: '' });
}

// yaml_emitter_check_simple_key
function isSimpleKey(key: YNode): boolean {
  if (key.kind === 'alias') return key.value.length <= LONGEST_KEY;
  if (key.kind !== 'scalar') return key.content.length === 0;
  const { tag } = writtenTag(key);
  const length = Buffer.byteLength(key.value) + key.anchor.length + (tag === '' ? 0 : longTag(tag).length);
  return !analyze(key.value, true).multiline && length <= LONGEST_KEY;
}

/** The style bits in which a scalar is written. Source: yaml_emitter_select_scalar_style. */
export function chooseStyle(value: string, analysis: Analysis, wanted: number, key: boolean, flow: boolean): number {
  let style = key && analysis.multiline ? DOUBLE_QUOTED : wanted;
  if (style === 0) {
    if (flow ? !analysis.flowPlain : !analysis.blockPlain) style = SINGLE_QUOTED;
    if (value === '' && (flow || key)) style = SINGLE_QUOTED;
  }
  if (style === SINGLE_QUOTED && !analysis.singleQuoted) style = DOUBLE_QUOTED;
  if ((style === LITERAL || style === FOLDED) && (!analysis.block || flow || key)) style = DOUBLE_QUOTED;
  return style;
}

function uriEscape(text: string): string {
  return encodeURI(text).replace(/[#]/g, '%23').replaceAll('%5B', '[').replaceAll('%5D', ']');
}
