/** Texts of an input, of which only what they are about is kept until a rule needs one. */
import type { SourceFile } from '../document/source.ts';
import { mayDeliver } from './deliveries.ts';
import { headsIn, type DocumentHead } from './object-heads.ts';

/** A text of the input. */
export interface InputText {
  readonly path: string;
  /** What its documents hold, as far as that can be told without a parser. */
  readonly heads: readonly DocumentHead[];
  /** Whether it can say what is applied together. */
  readonly delivers: boolean;
  readonly holdsPolicy: boolean;
  /** The text; nothing when its file is gone by now. */
  readonly source: () => SourceFile | undefined;
}

/** Whether a text, or bytes as latin1, can contain an admission policy. */
export function mayHoldPolicy(text: string): boolean {
  return text.includes('ValidatingAdmissionPolicy');
}

/** A text that is at hand. */
export function inputText(source: SourceFile): InputText {
  const { path, text } = source;
  let heads: readonly DocumentHead[] | undefined;
  return {
    path,
    get heads() {
      return (heads ??= headsIn(text));
    },
    get delivers() {
      return mayDeliver(path, text);
    },
    get holdsPolicy() {
      return mayHoldPolicy(text);
    },
    source: () => source,
  };
}

/** A text of which the bytes, as latin1, are at hand now; `read` reads it again. */
export function passingText(path: string, letters: string, read: InputText['source']): InputText {
  let source: SourceFile | undefined;
  return {
    path,
    heads: headsIn(letters),
    delivers: mayDeliver(path, letters),
    holdsPolicy: mayHoldPolicy(letters),
    source: () => (source ??= read()),
  };
}
