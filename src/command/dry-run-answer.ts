import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { PostRequest } from '../kubernetes/apiserver/apiserver.ts';
import type { ParsedDocument } from '../kubernetes/yaml/parse.ts';

/** What is shown of an answer. */
export interface AnswerView {
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes: readonly { readonly reason?: string; readonly field?: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly stored?: DaemonSet;
  /** What policies ask that is not known here. */
  readonly unjudged?: readonly { readonly policy: string; readonly binding?: string; readonly unknown: string }[];
}

/** Answers one document for one minor. */
export type Ask = (parsed: ParsedDocument, request: PostRequest) => AnswerView;
