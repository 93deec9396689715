/** --set and its kin. Source: helm pkg/strvals/parser.go. */
import { ANY_MAP, Bool, Dict, Int, List, Str, str, type Value } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { JsonFault, readJson } from '../kubernetes/yaml/json.ts';
import { valueOf } from '../sprig/json.ts';

/** A --set that helm cannot read; `message` is helm's. */
export class SetError extends Error {}

/** How the text of a value is read. */
export type ReadValue = (text: string) => Value;

/** Text as text: --set-string. */
export const textValue: ReadValue = str;

/** Text as a boolean, a null or an integer where it is one: --set. */
export function typedValue(text: string): Value {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return new Bool(lower === 'true');
  if (lower === 'null') return null;
  if (text === '0') return new Int(0, 'int64');
  if (!/^[+-]?[0-9]+$/.test(text) || text.startsWith('0')) return str(text);
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? new Int(value, 'int64') : str(text);
}

/** Sets what `line` says (`a.b=1,c[0]={x,y}`) in `values`; without `read`, the values are JSON. Throws SetError. */
export function setValues(line: string, values: Dict, read?: ReadValue): void {
  new Parser(line, read).parse(values);
}

const MAX_NESTING = 30;
const MAX_INDEX = 65_536;
/** helm has no such limit; a program that reads its values has. */
const MAX_LISTS = 100;
/** The line has come to its end. */
const END = Symbol('end');
type End = typeof END | undefined;

class Parser {
  readonly #text: string;
  readonly #read: ReadValue | undefined;
  #at = 0;

  constructor(text: string, read: ReadValue | undefined) {
    this.#text = text;
    this.#read = read;
  }

  parse(values: Dict): void {
    while (this.#key(values, 0) !== END);
  }

  /** Text up to one of `stops`, which is taken too; an empty `stop` is the end. */
  #until(stops: string): { readonly text: string; readonly stop: string } {
    let text = '';
    while (this.#at < this.#text.length) {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
      this.#at += char.length;
      if (stops.includes(char)) return { text, stop: char };
      if (char !== '\\') text += char;
      else {
        if (this.#at >= this.#text.length) break;
        const next = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
        this.#at += next.length;
        text += next;
      }
    }
    return { text, stop: '' };
  }

  #key(values: Dict, nesting: number): End {
    const { text, stop } = this.#until('=[,.');
    switch (stop) {
      case '':
        if (text === '') return END;
        throw new SetError(`key ${quote(text)} has no value`);
      case '[':
        return this.#listKey(values, text, nesting);
      case '=':
        return this.#assign((value) => {
          if (text !== '') values.entries.set(text, value);
        });
      case ',':
        throw new SetError(`key ${quote(text)} has no value (cannot end with ,)`);
      default:
        return this.#mapKey(values, text, nesting + 1);
    }
  }

  #listKey(values: Dict, name: string, nesting: number): End {
    const index = this.#index();
    const present = values.entries.get(name);
    if (values.entries.has(name) && !(present instanceof List)) throw conversion(present, '[]interface {}');
    const items = present instanceof List ? [...present.items] : [];
    const end = this.#item(items, index, nesting);
    if (name !== '') values.entries.set(name, new List(items));
    return end;
  }

  #mapKey(values: Dict, name: string, nesting: number): End {
    if (nesting > MAX_NESTING) {
      throw new SetError(
        `value name nested level is greater than maximum supported nested level of ${String(MAX_NESTING)}`,
      );
    }
    const present = values.entries.get(name);
    if (values.entries.has(name) && !(present instanceof Dict)) throw conversion(present, ANY_MAP);
    const inner = present instanceof Dict ? present : new Dict();
    const end = this.#key(inner, nesting);
    if (end === undefined && inner.entries.size === 0) throw new SetError(`key map ${quote(name)} has no value`);
    if (inner.entries.size > 0 && name !== '') values.entries.set(name, inner);
    return end;
  }

  /** Reads the value behind a `=`, and hands it over. */
  #assign(set: (value: Value) => void): End {
    if (this.#read === undefined) return this.#json(set);
    if (this.#text[this.#at] === '{') {
      this.#at++;
      set(this.#list(this.#read));
      return undefined;
    }
    if (this.#at >= this.#text.length) {
      set(str(''));
      return END;
    }
    const { text } = this.#until(',');
    set(this.#read(text));
    return undefined;
  }

  #json(set: (value: Value) => void): End {
    if (this.#isEmpty()) {
      set(null);
      return undefined;
    }
    try {
      const { node, end } = readJson(this.#text, this.#at, this.#text.length);
      this.#at = end;
      set(valueOf(node, () => undefined));
    } catch (error) {
      if (error instanceof JsonFault) throw new SetError(error.message);
      throw error;
    }
    this.#isEmpty();
    return undefined;
  }

  /** Takes white space and a comma; whether nothing else came before it. */
  #isEmpty(): boolean {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (char === ',') {
        this.#at++;
        return true;
      }
      if (!/\s/.test(char)) return false;
    }
    return true;
  }

  #list(read: ReadValue): List {
    const items: Value[] = [];
    for (;;) {
      const { text, stop } = this.#until(',}');
      if (stop === '') throw new SetError("list must terminate with '}'");
      items.push(read(text));
      if (stop === ',') continue;
      if (this.#text[this.#at] === ',') this.#at++;
      return new List(items);
    }
  }

  #index(): number {
    const { text, stop } = this.#until(']');
    if (stop === '') throw new SetError('error parsing index: EOF');
    if (!/^[+-]?[0-9]+$/.test(text))
      throw new SetError(`error parsing index: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
    return Number(text);
  }

  /** Sets one item of a list, in place. */
  #item(items: Value[], index: number, nesting: number, depth = 0): End {
    if (index < 0) throw new SetError(`negative ${String(index)} index not allowed`);
    const { text, stop } = this.#until('[.=');
    if (text !== '') throw new SetError(`unexpected data at end of array index: ${quote(text)}`);
    if (stop === '') return END;
    if (index > MAX_INDEX) {
      throw new SetError(`index of ${String(index)} is greater than maximum supported index of ${String(MAX_INDEX)}`);
    }
    const present = items[index];
    const set = (value: Value): void => {
      while (items.length < index) items.push(null);
      items[index] = value;
    };
    if (stop === '=') return this.#assign(set);
    if (stop === '[') {
      if (depth > MAX_LISTS) throw new SetError(`a list in more than ${String(MAX_LISTS)} others is not supported`);
      const inner = present instanceof List ? [...present.items] : [];
      const end = this.#item(inner, this.#index(), nesting, depth + 1);
      set(new List(inner));
      return end;
    }
    const inner = present instanceof Dict ? present : new Dict();
    const end = this.#key(inner, nesting);
    set(inner);
    return end;
  }
}

function conversion(value: Value, wanted: string): SetError {
  const got =
    value === undefined || value === null
      ? 'nil'
      : value instanceof Str
        ? 'string'
        : 'type' in value
          ? value.type
          : 'bool';
  return new SetError(`unable to parse key: interface conversion: interface {} is ${got}, not ${wanted}`);
}
