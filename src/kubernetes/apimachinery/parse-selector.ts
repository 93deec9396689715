/** Label selectors as text: `app=agent,tier in (a,b),!old`. Source: apimachinery pkg/labels/selector.go Parse. */
import { isLabelKey, isLabelValue } from './names.ts';
import { meets, type Labels } from './label-selector.ts';
import { compareBytes, quote } from '../go/strings.ts';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export type ParsedSelector = readonly Requirement[] | { readonly fault: string };

/** The requirements of `text`, or what the server says is wrong with it. */
export function parseSelector(text: string): ParsedSelector {
  try {
    return new Parser(text).parse();
  } catch (error) {
    if (error instanceof SelectorFault) return { fault: error.message };
    throw error;
  }
}

export function meetsAll(requirements: readonly Requirement[], labels: Labels | undefined): boolean {
  return requirements.every((requirement) => meets(labels ?? {}, requirement));
}

class SelectorFault extends Error {}

const TOKEN = /[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^ \t\r\n=!(),<>]+))/y;
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ...(['=', '==', 'in'] as const).map((token) => [token, 'In'] as const),
  ...(['!=', 'notin'] as const).map((token) => [token, 'NotIn'] as const),
  ['>', 'Gt'],
  ['<', 'Lt'],
]);
const BINARY = 'in, notin, =, ==, !=, gt, lt';
const SYMBOLS: ReadonlySet<string> = new Set(['==', '!=', '=', '!', '(', ')', ',', '<', '>', '']);

class Parser {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) tokens.push(found[0].trim());
    this.#tokens = tokens;
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    while (this.#next !== '') {
      if (this.#next !== '!' && !isIdentifier(this.#next))
        throw this.#unexpected(this.#next, ", expected: !, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const separator = this.#take();
      if (separator === '') break;
      if (separator !== ',') throw this.#unexpected(separator, ", expected: ',' or 'end of string'");
      if (this.#next !== '!' && !isIdentifier(this.#next))
        throw this.#unexpected(this.#next, ", expected: identifier after ','");
    }
    return requirements;
  }

  /** The end of the text is an empty token. */
  get #next(): string {
    return this.#tokens[this.#position] ?? '';
  }

  #take(): string {
    const token = this.#next;
    this.#position++;
    return token;
  }

  #unexpected(found: string, rest: string): SelectorFault {
    return new SelectorFault(`found '${found}'${rest}`);
  }

  #requirement(): Requirement {
    try {
      return this.#oneRequirement();
    } catch (error) {
      if (error instanceof SelectorFault) throw new SelectorFault(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  #oneRequirement(): Requirement {
    const negated = this.#next === '!';
    if (negated) this.#position++;
    const key = this.#take();
    if (!isIdentifier(key)) throw this.#unexpected(key, ', expected: identifier');
    checkAll('<nil>', key, isLabelKey(key));
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (this.#next === '' || this.#next === ',') return { key, operator: 'Exists', values: [] };
    const written = this.#take();
    const operator = OPERATORS.get(written);
    if (operator === undefined) throw this.#unexpected(written, `, expected: ${BINARY}`);
    const values = written === 'in' || written === 'notin' ? this.#values() : [this.#value()];
    checkValues(key, operator, values);
    return { key, operator, values };
  }

  #value(): string {
    if (this.#next === '' || this.#next === ',') return '';
    const value = this.#take();
    if (!isIdentifier(value)) throw this.#unexpected(value, ', expected: identifier');
    return value;
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open !== '(') throw this.#unexpected(open, " expected: '('");
    const first = this.#next;
    if (first === ')') {
      this.#position++;
      return [''];
    }
    if (first !== ',' && !isIdentifier(first)) throw this.#unexpected(first, ", expected: ',', ')' or identifier");
    const values = this.#identifiers();
    // Go's text names the first token of the list here.
    if (this.#take() !== ')') throw this.#unexpected(first, ", expected: ')'");
    return [...values].sort(compareBytes);
  }

  #identifiers(): ReadonlySet<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (isIdentifier(token)) {
        values.add(token);
        if (this.#next === ')') return values;
        if (this.#next !== ',') throw this.#unexpected(this.#next, ", expected: ',' or ')'");
      } else if (token === ',') {
        if (values.size === 0 || this.#next === ',' || this.#next === ')') values.add('');
        if (this.#next === ')') return values;
      } else throw this.#unexpected(token, ", expected: ',', or identifier");
    }
  }
}

/** Whether it can be a key or a value: `in` and `notin` too. */
function isIdentifier(token: string): boolean {
  return !SYMBOLS.has(token);
}

function checkValues(key: string, operator: string, values: readonly string[]): void {
  const faults = values.flatMap((value, index) => {
    const integer = `values[${index}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`;
    const isNumber = /^[-+]?[0-9]+$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);
    const label = isLabelValue(value);
    return [
      ...((operator === 'Gt' || operator === 'Lt') && !isNumber ? [integer] : []),
      ...(label.length === 0 ? [] : [`values[${index}][${key}]: Invalid value: ${quote(value)}: ${label.join('; ')}`]),
    ];
  });
  const distinct = [...new Set(faults)];
  if (distinct.length === 0) return;
  throw new SelectorFault(distinct.length === 1 ? distinct.join('') : `[${distinct.join(', ')}]`);
}

function checkAll(path: string, value: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new SelectorFault(`${path}: Invalid value: ${quote(value)}: ${faults.join('; ')}`);
}
