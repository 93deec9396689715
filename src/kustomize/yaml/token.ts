/** Source: go.yaml.in/yaml/v3 yamlh.go (yaml_token_t, yaml_comment_t). */
import type { TokenType as SharedTokenType } from '../../kubernetes/yaml/token.ts';
import type { Mark } from './cursor.ts';

/** The tokens of v2, and the one that begins a stream. */
export type TokenType = 'stream-start' | SharedTokenType;

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  /** A scalar's value, a name, the handle of a tag, the number of a version. */
  readonly value?: string;
  readonly suffix?: string;
  /** Style bits of a scalar; 0 for a plain one. */
  readonly style?: number;
}

/** A comment that waits for the token it belongs to. */
export interface Comment {
  readonly scan: Mark;
  token: Mark;
  readonly start: Mark;
  readonly end: Mark;
  head: string;
  line: string;
  readonly foot: string;
}

export const NO_MARK: Mark = { index: 0, line: 0, column: 0 };
