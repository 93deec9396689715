/** What is made of files, and is not or not wholly known. */
import { createHash } from 'node:crypto';
import { TEMPLATE_NAME } from '../document/documents.ts';
import type { SourceFile } from '../document/source.ts';
import { faultText, type UnreadableDocument } from '../document/unreadable.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';

/** A kustomization, a chart or a file whose objects are not all known. */
export interface Unbuilt {
  /** Its file, as it is shown. */
  readonly path: string;
  readonly reason: string;
  /** Objects that are not seen, whatever it makes, or only what another rendering of it has made. */
  readonly hides: 'objects' | 'changes' | 'nothing';
  /** The files whose objects it makes something of, as they are shown. */
  readonly files: ReadonlySet<string>;
  /** The same in two states when what is hidden cannot differ by anything that is here. */
  readonly digest: string;
  /** DaemonSets that its patches name. */
  readonly patched: readonly { readonly namespace: string; readonly name: string }[];
  /** Those of several renderings that fail: states that lack the same ones are alike in the others. */
  readonly failing?: readonly string[];
  /** Whether charts that it depends on are not there. */
  readonly isMissing?: boolean;
  /** The faults of it that a report has. */
  readonly faults?: readonly UnreadableDocument[];
}

/** A document that an engine has to fill in, or that another object carries. */
export interface TemplateDocument {
  readonly source: SourceFile;
  /** Left out when the whole file is one. */
  readonly document?: number;
  readonly reason?: 'template' | 'embedded';
}

const NOT_RENDERED = 'it is a template, which is not rendered here: compare what its engine makes of both states';
const NOT_READ = 'another object carries it, and it is not read there: compare both states of it as files of their own';

/** The documents that are templates or cannot be read, those of charts and kustomizations apart. */
export function unbuiltTexts(
  templates: readonly TemplateDocument[],
  unreadable: readonly UnreadableDocument[],
): readonly Unbuilt[] {
  const texts = unreadable.filter(({ madeBy }) => madeBy === undefined);
  return [
    ...templates.map((each) => unbuiltText(each, each.reason === 'embedded' ? NOT_READ : NOT_RENDERED, [])),
    ...texts.map((each) => unbuiltText(each, `it cannot be read: ${faultText(each)}`, [each])),
  ];
}

function unbuiltText(
  { source, document }: TemplateDocument,
  reason: string,
  faults: readonly UnreadableDocument[],
): Unbuilt {
  const isWhole = document === undefined || TEMPLATE_NAME.test(source.path);
  const slice = isWhole ? undefined : splitDocuments(source.text).find(({ index }) => index === document);
  const text = slice === undefined ? source.text : source.text.slice(slice.start, slice.end);
  const digest = digestOf(text);
  return { path: source.path, reason, hides: 'objects', files: new Set(), digest, patched: [], faults };
}

/** One digest of several texts or bytes. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update('\0').update(part);
  return hash.digest('hex');
}
