/** What is made of files, and is not or not wholly known. */
import { createHash } from 'node:crypto';
import { readDocuments, TEMPLATE_NAME } from '../document/documents.ts';
import type { SourceFile } from '../document/source.ts';
import { faultText, type UnreadableDocument } from '../document/unreadable.ts';
import { nodeAt } from '../kubernetes/yaml/node.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';

/** A kustomization, a chart or a file whose objects are not all known. */
export interface Unbuilt {
  /** Its file, as it is shown. */
  readonly path: string;
  readonly reason: string;
  /** Objects that are not seen, whatever it makes, or only what another rendering of it has made; a patch those it names. */
  readonly hides: 'objects' | 'changes' | 'patched' | 'nothing';
  /** The files whose objects it makes something of, as they are shown. */
  readonly files: ReadonlySet<string>;
  /** The same in two states when what is hidden cannot differ by anything that is here. */
  readonly digest: string;
  /** DaemonSets that its patches name. */
  readonly patched: readonly NamedObject[];
  /** Those of several renderings that fail: states that lack the same ones are alike in the others. */
  readonly failing?: readonly string[];
  /** Whether charts that it depends on are not there. */
  readonly isMissing?: boolean;
  /** The faults of it that a report has. */
  readonly faults?: readonly UnreadableDocument[];
}

export interface NamedObject {
  readonly namespace: string;
  readonly name: string;
}

/** A document that an engine has to fill in, that another object carries, or that is merged into another one. */
export interface TemplateDocument {
  readonly source: SourceFile;
  /** Left out when the whole file is one. */
  readonly document?: number;
  readonly reason?: 'template' | 'embedded' | 'kustomize-patch';
  /** Those of the texts that it carries which are not known; without, all of it is not. */
  readonly texts?: readonly string[];
}

const NOT_RENDERED = 'it is a template, which is not rendered here: ask about what its engine prints';
const NOT_READ = 'another object carries it, and it is not read there: write it to a file of its own';

/** The documents that are templates or patches or cannot be read, those of charts and kustomizations apart. */
export function unbuiltTexts(
  templates: readonly TemplateDocument[],
  unreadable: readonly UnreadableDocument[],
): readonly Unbuilt[] {
  const textOf = documentTexts();
  const unbuilt = (
    each: TemplateDocument,
    reason: string,
    more: Pick<Unbuilt, 'faults'> | Pick<Unbuilt, 'hides' | 'patched'> = {},
  ): Unbuilt => {
    const { path } = each.source;
    return {
      path,
      reason,
      hides: 'objects',
      files: new Set(),
      digest: digestOf(...(each.texts ?? [textOf(each)])),
      patched: [],
      ...more,
    };
  };
  const texts = unreadable.filter(({ madeBy }) => madeBy === undefined);
  return [
    ...templates.map((each) => {
      if (each.reason !== 'kustomize-patch') return unbuilt(each, each.reason === 'embedded' ? NOT_READ : NOT_RENDERED);
      const { path } = each.source;
      const reason = `${path} is a piece to be merged into another one: compare the whole DaemonSets of both states (or name it with --apply, where the file itself is applied over the object of a cluster)`;
      return unbuilt(each, reason, { hides: 'patched', patched: daemonSetsIn({ path, text: textOf(each) }) });
    }),
    ...texts.map((each) => unbuilt(withText(each), `it cannot be read: ${faultText(each)}`, { faults: [each] })),
  ];
}

/** The one text that cannot be read, where an object carries several. */
function withText({ source, document, within }: UnreadableDocument): TemplateDocument {
  return { source, document, ...(within && { texts: [source.text.slice(within.start, within.end)] }) };
}

/** The text of a document; each file is split once. */
function documentTexts(): (document: TemplateDocument) => string {
  const files = new Map<SourceFile, ReadonlyMap<number, string>>();
  return ({ source, document }) => {
    if (document === undefined || TEMPLATE_NAME.test(source.path)) return source.text;
    let texts = files.get(source);
    if (texts === undefined) {
      texts = new Map(
        splitDocuments(source.text).map(({ index, start, end }) => [index, source.text.slice(start, end)]),
      );
      files.set(source, texts);
    }
    return texts.get(document) ?? source.text;
  };
}

/** The DaemonSets that a text names, pieces too. */
export function daemonSetsIn(source: SourceFile): readonly NamedObject[] {
  return readDocuments(source, { everything: true }).found.flatMap(({ root }) => {
    const text = (key: string): string => {
      const value = nodeAt(root, ['metadata', key]);
      return value?.kind === 'string' ? value.value : '';
    };
    return text('name') === '' ? [] : [{ namespace: text('namespace') || 'default', name: text('name') }];
  });
}

/** One digest of several texts or bytes. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update('\0').update(part);
  return hash.digest('hex');
}
