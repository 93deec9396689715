/** Values as Go's package fmt prints them. Source: fmt/print.go, fmt/format.go. */
import { quote } from '../kubernetes/go/strings.ts';
import { spend, spendText, VISIT } from '../limits/budget.ts';
import { formatFloat } from './float.ts';
import { TextBuilder } from './text.ts';
import { Bool, byteCount, Bytes, Dict, Float, Int, List, markOf, Str, toBytes, typeName, type Value } from './value.ts';

interface Flags {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const PLAIN: Flags = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
};

/** Go `fmt.Sprint` of one value (`%v`); text keeps its origins, other values that of the place they were read from. */
export function sprintOne(value: Value): Str {
  if (value instanceof Str) return value;
  return Str.marked(formatValue(value, 'v', PLAIN, 0), markOf(value));
}

/** Go `fmt.Sprint`: spaces stand between operands of which neither is a string. */
export function sprint(values: readonly Value[]): Str {
  const out = new TextBuilder();
  values.forEach((value, index) => {
    if (index > 0 && !(value instanceof Str) && !(values[index - 1] instanceof Str)) out.add(' ');
    out.addStr(sprintOne(value));
  });
  return out.build();
}

/** Go `fmt.Sprintln`. */
export function sprintln(values: readonly Value[]): Str {
  const out = new TextBuilder();
  values.forEach((value, index) => {
    if (index > 0) out.add(' ');
    out.addStr(sprintOne(value));
  });
  return out.add('\n').build();
}

/** Source: fmt tooLarge. */
const MAX_WIDTH = 1_000_000;

/** How far a sprintf has come. */
interface Progress {
  arg: number;
  reordered: boolean;
  goodIndex: boolean;
}

const VERB = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:(\.)(?:\[(\d+)\])?(\*|\d+)?)?(?:\[([^\]]*)\])?/y;
/** The same where no bracket closes any more, which is searched for once. */
const VERB_ALONE = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:(\.)(?:\[(\d+)\])?(\*|\d+)?)?/y;

/** Go `fmt.Sprintf`; the pieces of `format` and of arguments keep their origins. */
export function sprintf(format: Str, args: readonly Value[]): Str {
  const out = new TextBuilder();
  const { text } = format;
  const progress: Progress = { arg: 0, reordered: false, goodIndex: true };
  const closing = text.lastIndexOf(']');
  let from = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
    out.addSlice(format, from, at);
    const shape = at < closing ? VERB : VERB_ALONE;
    shape.lastIndex = at;
    const match = shape.exec(text);
    const behind = shape.lastIndex;
    const code = text.codePointAt(behind);
    if (match === null || code === undefined || isTooWide(match[3]) || isTooWide(match[6])) {
      out.add('%!(NOVERB)');
      from = text.length;
      break;
    }
    const verb = String.fromCodePoint(code);
    from = behind + verb.length;
    addVerb(out, verb, flagsOf(match, args, progress, out), args, progress);
  }
  out.addSlice(format, from, text.length);
  if (!progress.reordered && progress.arg < args.length) out.add(extra(args.slice(progress.arg)));
  return out.build();
}

/** Go gives up on a number as soon as what it has read of it is too large. Source: parsenum, tooLarge. */
function isTooWide(digits = ''): boolean {
  return Number(digits.slice(0, -1)) > MAX_WIDTH;
}

function flagsOf(match: RegExpExecArray, args: readonly Value[], progress: Progress, out: TextBuilder): Flags {
  const [, marks = '', widthIndex, width, dot, precisionIndex, precision, verbIndex] = match;
  progress.goodIndex = true;
  jump(widthIndex, args, progress);
  let minus = marks.includes('-');
  let columns =
    width === '*' ? starred(args, progress, out, '%!(BADWIDTH)') : width === undefined ? undefined : Number(width);
  // An index without a star belongs to the verb.
  if (columns !== undefined && columns < 0) {
    columns = -columns;
    minus = true;
  }
  jump(precisionIndex, args, progress);
  let digits: number | undefined;
  if (dot !== undefined)
    digits = precision === '*' ? starred(args, progress, out, '%!(BADPREC)') : Number(precision ?? 0);
  jump(verbIndex, args, progress);
  return {
    plus: marks.includes('+'),
    minus,
    sharp: marks.includes('#'),
    space: marks.includes(' '),
    zero: marks.includes('0') && !minus,
    width: columns,
    precision: digits !== undefined && digits < 0 ? undefined : digits,
  };
}

function jump(index: string | undefined, args: readonly Value[], progress: Progress): void {
  if (index === undefined) return;
  progress.reordered = true;
  const number = /^\d+$/.test(index) ? Number(index) : 0;
  if (number < 1 || number > args.length) progress.goodIndex = false;
  else progress.arg = number - 1;
}

function starred(args: readonly Value[], progress: Progress, out: TextBuilder, fault: string): number | undefined {
  const value = args[progress.arg++];
  if (value instanceof Int && value.value <= MAX_WIDTH && value.value >= -MAX_WIDTH) return Number(value.value);
  out.add(fault);
  return undefined;
}

function addVerb(out: TextBuilder, verb: string, flags: Flags, args: readonly Value[], progress: Progress): void {
  if (verb === '%') out.add('%');
  else if (!progress.goodIndex) out.add(`%!${verb}(BADINDEX)`);
  else if (progress.arg >= args.length) out.add(`%!${verb}(MISSING)`);
  else {
    const value = args[progress.arg++];
    spendText((flags.width ?? 0) + (flags.precision ?? 0));
    if (value instanceof Str && (verb === 's' || verb === 'v') && !flags.sharp) addPadded(out, value, flags);
    else out.addStr(Str.marked(formatArgument(value, verb, flags), markOf(value)));
  }
}

/** A text cut to its precision and filled up to its width. */
function addPadded(out: TextBuilder, str: Str, { width, precision, minus, zero }: Flags): void {
  let shown = str;
  if (precision !== undefined) shown = str.slice(0, Array.from(str.text).slice(0, precision).join('').length);
  const fill = (zero ? '0' : ' ').repeat(Math.max(0, (width ?? 0) - Array.from(shown.text).length));
  if (minus) out.addStr(shown).add(fill);
  else out.add(fill).addStr(shown);
}

function extra(values: readonly Value[]): string {
  const shown = values.map((value) =>
    value === undefined || value === null ? '<nil>' : `${typeName(value)}=${formatValue(value, 'v', PLAIN, 0)}`,
  );
  return `%!(EXTRA ${shown.join(', ')})`;
}

function formatArgument(value: Value, verb: string, flags: Flags): string {
  if (verb === 'T') return pad(typeName(value), flags);
  if (value === undefined || value === null) return verb === 'v' ? pad('<nil>', flags) : bad(value, verb);
  return formatValue(value, verb, flags, 0);
}

function bad(value: Value, verb: string): string {
  if (value === undefined || value === null) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${formatValue(value, 'v', PLAIN, 0)})`;
}

function pad(text: string, { width, minus, zero }: Flags, zeros = zero): string {
  if (width === undefined) return text;
  const fill = Math.max(0, width - Array.from(text).length);
  if (minus) return text + ' '.repeat(fill);
  if (!zeros) return ' '.repeat(fill) + text;
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(fill) + text.slice(sign.length);
}

function formatValue(value: Value, verb: string, flags: Flags, depth: number): string {
  spend(VISIT);
  if (value === undefined || value === null) return flags.sharp && verb === 'v' ? 'interface {}(nil)' : '<nil>';
  if (value instanceof Str) return formatString(value.text, verb, flags) ?? bad(value, verb);
  if (value instanceof Bool)
    return verb === 't' || verb === 'v' ? pad(String(value.value), flags, false) : bad(value, verb);
  if (value instanceof Int) return formatInt(value, verb, flags) ?? bad(value, verb);
  if (value instanceof Float) return formatNumber(value.value, verb, flags) ?? bad(value, verb);
  if (value instanceof Bytes) return formatBytes(value, verb, flags);
  if (value instanceof List) return formatList(value, verb, flags, depth);
  if (value instanceof Dict) return formatDict(value, verb, flags, depth);
  const text = flags.sharp ? undefined : value.string?.();
  if (text !== undefined) return formatString(text.text, verb, flags) ?? bad(value, verb);
  const plain = value.plain?.();
  if (plain === undefined) return '{}';
  // Structs print the values of their fields, and a pointer to one an ampersand before them.
  if (plain instanceof List && value.kind !== 'slice') {
    const fields = plain.items.map((item) => formatValue(item, verb, flags, depth + 1)).join(' ');
    return value.kind === 'ptr' ? (depth === 0 ? `&{${fields}}` : '0xc000000000') : `{${fields}}`;
  }
  return formatValue(plain, verb, flags, depth);
}

function formatString(text: string, verb: string, flags: Flags): string | undefined {
  const cut = flags.precision === undefined ? text : Array.from(text).slice(0, flags.precision).join('');
  switch (verb) {
    case 'v':
      return pad(flags.sharp ? quote(cut) : cut, flags);
    case 's':
      return pad(cut, flags);
    case 'q':
      return pad(flags.sharp && !/[`\n\r]/.test(cut) ? `\`${cut}\`` : quote(cut), flags);
    case 'x':
    case 'X': {
      const bytes = toBytes(text).subarray(0, flags.precision);
      const hex = Buffer.from(bytes).toString('hex');
      return pad(verb === 'x' ? hex : hex.toUpperCase(), flags);
    }
    default:
      return undefined;
  }
}

function formatInt({ value, type }: Int, verb: string, flags: Flags): string | undefined {
  const radix = { d: 10, v: 10, x: 16, X: 16, o: 8, O: 8, b: 2 }[verb];
  if (radix !== undefined) {
    const size = value < 0n ? -value : value;
    let digits = size.toString(radix);
    if (verb === 'X') digits = digits.toUpperCase();
    if (flags.precision !== undefined) digits = digits.padStart(flags.precision, '0');
    const prefix = verb === 'O' ? '0o' : flags.sharp ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[verb] ?? '') : '';
    if (verb === 'v' && flags.sharp && type.startsWith('uint')) return `0x${size.toString(16)}`;
    const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
    if (flags.zero && flags.precision === undefined && flags.width !== undefined) {
      digits = digits.padStart(flags.width - sign.length, '0');
    }
    return pad(sign + prefix + digits, flags, false);
  }
  const code = value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
  if (verb === 'c') return pad(String.fromCodePoint(code), flags);
  if (verb === 'q')
    return pad(`'${quote(String.fromCodePoint(code)).slice(1, -1).replace("'", "\\'").replace('\\"', '"')}'`, flags);
  if (verb === 'U') return pad(`U+${code.toString(16).toUpperCase().padStart(4, '0')}`, flags);
  return undefined;
}

function formatNumber(value: number, verb: string, flags: Flags): string | undefined {
  const lower = verb.toLowerCase();
  if (!['v', 'e', 'f', 'g'].includes(lower)) return undefined;
  const style = lower === 'e' || lower === 'f' ? lower : 'g';
  const precision = flags.precision ?? (style === 'g' ? -1 : 6);
  let text = formatFloat(value, style, precision);
  if (verb === 'E' || verb === 'G') text = text.toUpperCase();
  if (text.startsWith('+')) text = text.slice(1);
  if (!text.startsWith('-') && flags.plus) text = `+${text}`;
  else if (!text.startsWith('-') && flags.space) text = ` ${text}`;
  return pad(text, flags, flags.zero && Number.isFinite(value));
}

function formatBytes({ str }: Bytes, verb: string, flags: Flags): string {
  if (verb === 's' || verb === 'q' || verb === 'x' || verb === 'X') return formatString(str.text, verb, flags) ?? '';
  return `[${[...toBytes(str.text)].join(' ')}]`;
}

function formatList({ items, type }: List, verb: string, flags: Flags, depth: number): string {
  const shown = items.map((item) => formatValue(item, verb, flags, depth + 1));
  return flags.sharp && verb === 'v' ? `${type}{${shown.join(', ')}}` : `[${shown.join(' ')}]`;
}

function formatDict(dict: Dict, verb: string, flags: Flags, depth: number): string {
  const shown = dict.sortedKeys().map((key) => {
    const name = formatString(key, verb, flags) ?? bad(new Str(key), verb);
    return `${name}:${formatValue(dict.entries.get(key), verb, flags, depth + 1)}`;
  });
  return flags.sharp && verb === 'v' ? `${dict.type}{${shown.join(', ')}}` : `map[${shown.join(' ')}]`;
}

/** How many columns a text takes in Go's counting of widths. */
export function runeCount(text: string): number {
  return byteCount(text) === text.length ? text.length : Array.from(text).length;
}
