/** The tokens of Go's scanner. Source: go.yaml.in/yaml/v2 yamlh.go (yaml_token_t). */
import type { Mark } from './cursor.ts';
import type { Tag } from './scan-name.ts';

export type TokenType =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface ScannedToken extends Mark {
  readonly type: TokenType;
  readonly end: number;
  /** The name of an anchor or alias, the version of a directive. */
  readonly name?: string;
  readonly tag?: Tag;
  /** The indentation of what a block scalar holds. */
  readonly indent?: number;
}

/** Whether `token` is of one of `types`. */
export function isOneOf(token: ScannedToken, types: ReadonlySet<TokenType>): boolean {
  return types.has(token.type);
}
