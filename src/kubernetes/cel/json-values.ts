/**
 * JSON as CEL sees it: plain, as custom resources are, or typed by the server's Go structs, as its own objects are.
 * Source: apiserver pkg/cel/common/valuesschemalesstyped.go, cel-go common/types/map.go, list.go.
 */
import type { SelfComparing } from '../../cel/operations.ts';
import { equal } from '../../cel/operations.ts';
import type { Origin, Value } from '../../cel/values.ts';
import { CelError, Dict, List, goTypeOf, orNoSuchOverload } from '../../cel/values.ts';
import type { Struct, Type } from '../api/schema.ts';
import { semanticEqualStructs } from '../apimachinery/equality.ts';
import { isRecord } from '../go/json.ts';

/** How JSON becomes values: plain, or by the struct of its root. */
export type Typing = 'plain' | 'typed' | Struct | Type;

/** The value of JSON, which remembers where it was found when it is told. */
export function fromJson(json: unknown, typing: Typing = 'plain', origin?: Origin): Value {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json === 'string' || typeof json === 'boolean' || typeof json === 'bigint') return json;
  if (Array.isArray(json)) return new JsonList(json, elementTyping(typing), origin);
  if (isRecord(json)) return new JsonDict(json, typing, origin);
  return null;
}

const isStruct = (typing: Typing): typing is Struct => typeof typing === 'object' && 'byName' in typing;

function elementTyping(typing: Typing): Typing {
  if (typing === 'plain') return 'plain';
  const element = typeof typing === 'object' && 'element' in typing ? typing.element : undefined;
  return element === undefined ? 'typed' : (element.struct ?? element);
}

/** Below a known place. */
const within = (holder: Origin | undefined, key: string | number): Origin | undefined =>
  holder === undefined ? undefined : { holder, key };

class JsonList extends List {
  override readonly origin: Origin | undefined;
  readonly #items: readonly unknown[];
  readonly #typing: Typing;
  readonly #values: Value[] = [];

  constructor(items: readonly unknown[], typing: Typing, origin: Origin | undefined) {
    super();
    this.origin = origin;
    this.#items = items;
    this.#typing = typing;
  }

  override get goType(): string {
    return this.#typing === 'plain' ? '*types.baseList' : '*common.reflectSchemalessTypedList';
  }

  get size(): number {
    return this.#items.length;
  }

  at(index: number): Value {
    return (this.#values[index] ??= fromJson(this.#items[index], this.#typing, within(this.origin, index)));
  }
}

class JsonDict extends Dict implements SelfComparing {
  override readonly origin: Origin | undefined;
  readonly #json: Readonly<Record<string, unknown>>;
  readonly #typing: Typing;
  readonly #values = new Map<string, Value>();

  constructor(json: Readonly<Record<string, unknown>>, typing: Typing, origin: Origin | undefined) {
    super();
    this.origin = origin;
    this.#json = json;
    this.#typing = typing;
  }

  override get goType(): string {
    if (this.#typing === 'plain') return '*types.baseMap';
    return isStruct(this.#typing) ? '*common.reflectSchemalessTypedStruct' : '*common.reflectSchemalessTypedMap';
  }

  get size(): number {
    return Object.keys(this.#json).length;
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string') {
      if (this.#typing === 'plain') return undefined;
      return key instanceof CelError ? key : new CelError(`unsupported map key type: ${goTypeOf(key)}`);
    }
    const cached = this.#values.get(key);
    if (cached !== undefined) return cached;
    if (!Object.hasOwn(this.#json, key)) return undefined;
    const value = fromJson(this.#json[key], this.#typingOf(key), within(this.origin, key));
    this.#values.set(key, value);
    return value;
  }

  #typingOf(key: string): Typing {
    if (!isStruct(this.#typing)) return elementTyping(this.#typing);
    const type = this.#typing.byName.get(key)?.type;
    return type === undefined ? 'typed' : (type.struct ?? type);
  }

  keys(): readonly string[] {
    return Object.keys(this.#json);
  }

  /** Two structs are compared as Go compares them: quantities by their amount, empty and absent alike. */
  equals(other: Value): boolean | CelError {
    if (other instanceof JsonDict && isStruct(this.#typing) && other.#typing === this.#typing)
      return semanticEqualStructs(this.#json, other.#json, this.#typing);
    if (!(other instanceof Dict)) return this.#typing === 'plain' ? false : orNoSuchOverload(other);
    if (this.size !== other.size) return false;
    for (const key of this.keys()) {
      const value = other.find(key);
      if (value === undefined || value instanceof CelError) return false;
      if (equal(this.find(key) ?? null, value) !== true) return false;
    }
    return true;
  }
}
