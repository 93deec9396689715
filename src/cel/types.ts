/** The types of CEL and how cel-go prints and compares them. Source: cel-go common/types/types.go, checker/format.go. */

/** What sort of type it is. */
export type Kind =
  | 'dyn'
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'typeParam'
  | 'uint';

/** What values of a type can do; functions bound to every type that has a trait ask for it. */
export type Trait =
  | 'adder'
  | 'comparer'
  | 'container'
  | 'divider'
  | 'indexer'
  | 'iterable'
  | 'matcher'
  | 'modder'
  | 'multiplier'
  | 'negator'
  | 'receiver'
  | 'sizer'
  | 'subtractor';

/** A type; equal types need not be the same object. */
export class Type {
  readonly kind: Kind;
  readonly name: string;
  readonly params: readonly Type[];
  readonly traits: ReadonlySet<Trait>;
  /** Takes null too, as `google.protobuf.Int64Value` does. */
  readonly nullable: boolean;
  #format: string | undefined;

  constructor(kind: Kind, name: string, params: readonly Type[] = [], traits: readonly Trait[] = [], nullable = false) {
    this.kind = kind;
    this.name = name;
    this.params = params;
    this.traits = new Set(traits);
    this.nullable = nullable;
  }

  /** `Type.IsExactType`. */
  equals(other: Type): boolean {
    return (
      this === other ||
      (this.kind === other.kind &&
        this.name === other.name &&
        this.params.length === other.params.length &&
        this.params.every((param, i) => param.equals(other.params[i] ?? DYN)))
    );
  }

  /** Dynamic, or a type parameter. */
  get isDyn(): boolean {
    return this.kind === 'dyn' || this.kind === 'any' || this.kind === 'typeParam';
  }

  get isOptional(): boolean {
    return this.kind === 'opaque' && this.name === 'optional_type';
  }

  /** `Type.IsAssignableType`. */
  takes(from: Type): boolean {
    if (this.nullable && from.kind === 'null') return true;
    return (
      this === from ||
      this.isDyn ||
      (this.kind === from.kind &&
        this.name === from.name &&
        this.params.length === from.params.length &&
        this.params.every((param, i) => param.takes(from.params[i] ?? DYN)))
    );
  }

  /** As checker messages name it (`FormatCELType`). */
  format(): string {
    return (this.#format ??= formatType(this));
  }

  /** `Type.String`. */
  toString(): string {
    const declared = this.nullable ? `wrapper(${this.name})` : this.name;
    if (this.kind === 'typeParam') return `<${declared}>`;
    return this.params.length === 0 ? declared : `${declared}(${this.params.map(String).join(', ')})`;
  }
}

const FORMATS: Readonly<Partial<Record<Kind, string>>> = {
  any: 'any',
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};

function formatType(type: Type): string {
  const short = FORMATS[type.kind];
  if (short !== undefined) return short;
  if (type.params.length > 0) return `${type.name}(${type.params.map((param) => param.format()).join(', ')})`;
  return type.nullable ? `wrapper(${type.name})` : type.name;
}

export const DYN = new Type('dyn', 'dyn');
export const ANY = new Type('any', 'google.protobuf.Any', [], ['indexer']);
export const BOOL = new Type('bool', 'bool', [], ['comparer', 'negator']);
export const BYTES = new Type('bytes', 'bytes', [], ['adder', 'comparer', 'sizer']);
export const DOUBLE = new Type(
  'double',
  'double',
  [],
  ['adder', 'comparer', 'divider', 'multiplier', 'negator', 'subtractor'],
);
export const DURATION = new Type(
  'duration',
  'google.protobuf.Duration',
  [],
  ['adder', 'comparer', 'negator', 'receiver', 'subtractor'],
);
export const ERROR = new Type('error', 'error');
export const INT = new Type(
  'int',
  'int',
  [],
  ['adder', 'comparer', 'divider', 'modder', 'multiplier', 'negator', 'subtractor'],
);
export const NULL = new Type('null', 'null_type');
export const STRING = new Type('string', 'string', [], ['adder', 'comparer', 'matcher', 'receiver', 'sizer']);
export const TIMESTAMP = new Type(
  'timestamp',
  'google.protobuf.Timestamp',
  [],
  ['adder', 'comparer', 'receiver', 'subtractor'],
);
export const TYPE = new Type('type', 'type');
export const UINT = new Type(
  'uint',
  'uint',
  [],
  ['adder', 'comparer', 'divider', 'modder', 'multiplier', 'subtractor'],
);

export const listType = (element: Type): Type =>
  new Type('list', 'list', [element], ['adder', 'container', 'indexer', 'iterable', 'sizer']);
export const mapType = (key: Type, value: Type): Type =>
  new Type('map', 'map', [key, value], ['container', 'indexer', 'iterable', 'sizer']);
export const opaqueType = (name: string, ...params: Type[]): Type => new Type('opaque', name, params);
export const optionalType = (param: Type): Type => opaqueType('optional_type', param);
export const objectType = (name: string): Type => new Type('struct', name, [], ['indexer']);
export const typeType = (param: Type): Type => new Type('type', 'type', [param]);
export const typeParam = (name: string): Type => new Type('typeParam', name);
export const nullableType = (type: Type): Type => new Type(type.kind, type.name, type.params, [...type.traits], true);

export const LIST = listType(DYN);
export const MAP = mapType(DYN, DYN);
export const OPTIONAL = optionalType(DYN);
