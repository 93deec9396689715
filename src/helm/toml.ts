/** TOML as Go writes and reads it. Source: BurntSushi/toml encode.go; texts are read by smol-toml. */
import { parse, TomlDate, TomlError as SyntaxFault, type TomlTable, type TomlValue } from 'smol-toml';
import { spend, spendParsing, VISIT } from '../limits/budget.ts';
import { formatFloat } from '../gotemplate/float.ts';
import { TextBuilder, type Origin } from '../gotemplate/text.ts';
import {
  ANY_MAP,
  Bool,
  Bytes,
  Dict,
  Float,
  Int,
  isNative,
  List,
  markOf,
  NilDict,
  NilList,
  Str,
  str,
  toBytes,
  type Value,
} from '../gotemplate/value.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';

/** Text that is not TOML, or a value that TOML cannot hold. */
export class TomlError extends Error {}

/** Go `toml.Encoder.Encode`; an error is the text, as helm has it. */
export function writeToml(value: Value): Str {
  const writer = new Writer();
  try {
    writer.encode([], value);
  } catch (error) {
    if (error instanceof TomlError) return str(error.message);
    throw error;
  }
  return writer.build();
}

type Type = 'nil' | 'hash' | 'array' | 'arrayHash' | 'scalar';

const isNil = (value: Value): boolean =>
  value === undefined || value === null || value instanceof NilDict || value instanceof NilList;

function typeOf(value: Value): Type {
  spend(VISIT);
  if (isNil(value)) return 'nil';
  if (value instanceof Dict) return 'hash';
  if (!(value instanceof List)) return 'scalar';
  if (value.items.length === 0) return 'array';
  const types = value.items.map(typeOf);
  if (types.includes('nil')) throw new TomlError('toml: cannot encode array with nil element');
  return types.every((type) => type === 'hash') ? 'arrayHash' : 'array';
}

class Writer {
  readonly #out = new TextBuilder();

  build(): Str {
    return this.#out.build();
  }

  encode(key: readonly string[], value: Value): void {
    const plain = isNative(value) ? (value.json?.() ?? value.elements?.() ?? value.plain?.()) : value;
    if (isNil(plain)) return;
    if (plain instanceof Dict) this.#table(key, plain);
    else if (plain instanceof List && typeOf(plain) === 'arrayHash') this.#tables(key, plain);
    else this.#keyValue(key, plain, false);
  }

  #newline(): void {
    if (this.#out.length > 0) this.#out.add('\n');
  }

  #keyValue(key: readonly string[], value: Value, inline: boolean): void {
    if (key.length === 0) {
      this.#element(value);
      return;
    }
    this.#out.add(`${'  '.repeat(key.length - 1)}${shownKey(key[key.length - 1] ?? '')} = `);
    this.#element(value);
    if (!inline) this.#newline();
  }

  #tables(key: readonly string[], { items }: List): void {
    if (key.length === 0) throw new TomlError('toml: top-level values must be Go maps or structs');
    for (const item of items) {
      if (!(item instanceof Dict)) continue;
      this.#newline();
      this.#out.add(`${'  '.repeat(key.length - 1)}[[${key.map(shownKey).join('.')}]]`);
      this.#newline();
      this.#map(key, item);
    }
  }

  #table(key: readonly string[], dict: Dict): void {
    if (key.length === 1) this.#newline();
    if (key.length > 0) {
      this.#out.add(`${'  '.repeat(key.length - 1)}[${key.map(shownKey).join('.')}]`);
      this.#newline();
    }
    this.#map(key, dict);
  }

  #map(key: readonly string[], dict: Dict): void {
    for (const name of keysOf(dict)) this.encode([...key, name], dict.entries.get(name));
  }

  #element(value: Value): void {
    spend(VISIT);
    const mark = markOf(value);
    const origin: Origin | undefined = mark === undefined ? undefined : { mark };
    if (value instanceof Str) this.#out.add(quoted(value.text), origin);
    else if (value instanceof Bool || value instanceof Int) this.#out.add(String(value.value), origin);
    else if (value instanceof Float) this.#out.add(floatText(value.value), origin);
    else if (value instanceof Bytes) this.#out.add(`[${[...toBytes(value.str.text)].join(', ')}]`);
    else if (value instanceof List) this.#array(value);
    else if (value instanceof Dict) this.#inline(value);
    else if (isNative(value)) this.#element(value.json?.() ?? value.plain?.());
    else throw new TomlError('toml: cannot encode array with nil element');
  }

  #array({ items }: List): void {
    this.#out.add('[');
    items.forEach((item, index) => {
      if (index > 0) this.#out.add(', ');
      this.#element(item);
    });
    this.#out.add(']');
  }

  #inline(dict: Dict): void {
    this.#out.add('{');
    keysOf(dict).forEach((name, index) => {
      if (index > 0) this.#out.add(', ');
      this.#keyValue([name], dict.entries.get(name), true);
    });
    this.#out.add('}');
  }
}

/** Keys in Go's order: those of tables last. */
function keysOf(dict: Dict): string[] {
  const keys = [...dict.entries.keys()].filter((key) => !isNil(dict.entries.get(key))).sort(compareBytes);
  const isTable = (key: string): boolean => ['hash', 'arrayHash'].includes(typeOf(dict.entries.get(key)));
  return [...keys.filter((key) => !isTable(key)), ...keys.filter(isTable)];
}

function shownKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex -- what TOML escapes
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (char) => {
    return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = formatFloat(value, 'g');
  return /[e.]/.test(text) ? text : `${text}.0`;
}

/** Go `toml.Unmarshal` into a map. Throws TomlError. */
export function readToml(text: string): Dict {
  spendParsing(text);
  try {
    return tableOf(parse(text, { integersAsBigInt: true }));
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw new TomlError(`toml: line ${String(error.line)}: ${error.message.split('\n')[0] ?? ''}`);
  }
}

function tableOf(table: TomlTable): Dict {
  return new Dict(new Map(Object.entries(table).map(([key, value]) => [key, valueOf(value)])));
}

function valueOf(value: TomlValue): Value {
  if (typeof value === 'string') return str(value);
  if (typeof value === 'boolean') return new Bool(value);
  if (typeof value === 'bigint') return new Int(value, 'int64');
  if (typeof value === 'number') return new Float(value);
  if (value instanceof TomlDate) return str(value.toISOString());
  if (!Array.isArray(value)) return tableOf(value);
  const items = value.map(valueOf);
  return new List(items, items.length > 0 && items.every((item) => item instanceof Dict) ? `[]${ANY_MAP}` : undefined);
}
