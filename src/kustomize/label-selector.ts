/** Label selectors as texts. Source: kyaml yaml/internal/k8sgen/pkg/labels/selector.go (Parse, Requirement.Matches). */
import { parseInt64 } from '../kubernetes/go/strings.ts';
import type { Texts } from './resource.ts';

type Requirement = (labels: Texts) => boolean;

/** Whether labels have what a selector wants. Throws Error when the selector cannot be read. */
export function parseSelector(selector: string): (labels: Texts) => boolean {
  const requirements = new SelectorParser(selector).parse();
  return (labels) => requirements.every((requirement) => requirement(labels));
}

const TOKEN = /\s*(==|=|!=|!|,|\(|\)|<|>|[^\s=!,()<>]+)/y;
const QUALIFIED =
  /^(?:([a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)\/)?([A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

class SelectorParser {
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(selector: string) {
    TOKEN.lastIndex = 0;
    const text = selector.trimEnd();
    while (TOKEN.lastIndex < text.length) {
      const match = TOKEN.exec(text);
      if (match === null) throw new Error(`unable to parse requirement: ${selector}`);
      this.#tokens.push(match[1] ?? '');
    }
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#tokens.length === 0) return requirements;
    for (;;) {
      requirements.push(this.#requirement());
      const token = this.#next();
      if (token === '') return requirements;
      if (token !== ',') throw new Error(`found '${token}', expected: ',' or 'end of string'`);
      if (this.#peek() === '') throw new Error("found '', expected: identifier after ','");
    }
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #requirement(): Requirement {
    const negated = this.#peek() === '!';
    if (negated) this.#next();
    const key = this.#key();
    const operator = this.#peek();
    if (negated) return (labels) => !labels.has(key);
    if (operator === '' || operator === ',') return (labels) => labels.has(key);
    this.#next();
    return this.#operation(key, operator);
  }

  #operation(key: string, operator: string): Requirement {
    switch (operator) {
      case '=':
      case '==': {
        const value = this.#exactValue();
        return (labels) => labels.get(key) === value;
      }
      case '!=': {
        const value = this.#exactValue();
        return (labels) => labels.get(key) !== value;
      }
      case 'in': {
        const values = this.#values();
        return (labels) => values.has(labels.get(key) ?? '\0');
      }
      case 'notin': {
        const values = this.#values();
        return (labels) => !values.has(labels.get(key) ?? '\0');
      }
      case '<':
      case '>':
        return compared(key, operator, this.#exactValue());
      default:
        throw new Error(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #key(): string {
    const key = this.#next();
    const match = QUALIFIED.exec(key);
    if (match === null || (match[1]?.length ?? 0) > 253 || (match[2]?.length ?? 0) > 63)
      throw new Error(`unable to parse requirement: invalid label key ${JSON.stringify(key)}`);
    return key;
  }

  #value(value: string): string {
    if (!VALUE.test(value) || value.length > 63)
      throw new Error(`unable to parse requirement: invalid label value ${JSON.stringify(value)}`);
    return value;
  }

  #exactValue(): string {
    const token = this.#peek();
    return token === '' || token === ',' ? '' : this.#value(this.#next());
  }

  #values(): ReadonlySet<string> {
    if (this.#next() !== '(') throw new Error("found no '(' behind in or notin");
    const values = new Set<string>();
    for (;;) {
      const token = this.#next();
      if (token === ')' || token === ',') {
        // An empty item is a value, too.
        if (this.#tokens[this.#at - 2] === ',' || this.#tokens[this.#at - 2] === '(') values.add('');
        if (token === ')') return values;
      } else if (token === '') throw new Error("found '', expected: ',', ')' or identifier");
      else values.add(this.#value(token));
    }
  }
}

function compared(key: string, operator: '<' | '>', value: string): Requirement {
  const limit = parseInt64(value);
  if ('fault' in limit) throw new Error(`unable to parse requirement: ${limit.fault}`);
  return (labels) => {
    const own = parseInt64(labels.get(key) ?? '');
    if ('fault' in own) return false;
    return operator === '<' ? own.value < limit.value : own.value > limit.value;
  };
}
