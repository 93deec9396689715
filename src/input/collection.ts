import { buildManifest } from '../manifest/file-manifest.ts';
import { isAssertionName } from '../document/assertion.ts';
import { TEMPLATE_NAME, type FileContents, type FoundDaemonSet, type SourceContents } from '../document/documents.ts';
import type { SkipReason } from '../document/skip-reason.ts';
import type { SourceFile } from '../document/source.ts';
import type { TemplateDocument } from './unbuilt.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import {
  NO_SIBLINGS,
  type ClusterTexts,
  type Context,
  type Manifest,
  type Sibling,
  type SiblingKind,
  type Siblings,
} from '../manifest/manifest.ts';
import type { Layout } from '../manifest/clusters.ts';
import { inputText, type InputText } from '../manifest/input-text.ts';
import { SiblingIndex } from '../manifest/sibling-index.ts';
import type { ReportFile } from '../report/report.ts';
import { addAll } from '../kubernetes/go/lists.ts';

/** The state of a manifest before the change, and its revisions in the cluster; read when a rule needs them. */
export interface Past {
  readonly previous: (manifest: Manifest) => Manifest | undefined;
  readonly history: (manifest: Manifest) => readonly ControllerRevision[];
}

const NO_PAST: Past = { previous: () => undefined, history: () => [] };

/** The context of a collection; every part may be missing. */
export interface CollectionOptions {
  readonly past?: Past;
  /** Texts that rules may read and that are in no report; requested once, when a rule needs them. */
  readonly around?: () => Collection;
  /** Where the texts are; by default their paths say it. */
  readonly layout?: Layout;
  /** What is applied to the same cluster, and is looked at for admission policies alone. */
  readonly cluster?: Collection;
}

/**
 * Turns documents into manifests, whoever read them: the files of a run, an editor, a caller of the API. The manifests
 * of one collection see each other.
 */
export class Collection {
  readonly files: ReportFile[] = [];
  readonly manifests: Manifest[] = [];
  readonly unreadable: UnreadableDocument[] = [];
  /** Documents of which the objects are not known: an engine fills them in, another object carries or completes them. */
  readonly templates: TemplateDocument[] = [];
  /** Texts by the path shown, of the files with something to report. */
  readonly sources = new Map<string, SourceFile>();
  readonly #others: InputText[] = [];
  readonly #rest: (() => SourceFile | undefined)[] = [];
  readonly #cluster: Collection | undefined;
  readonly #past: Past;
  /** The manifests that are objects of their own. */
  readonly #applied: Manifest[] = [];
  /** Where in `files` those are that several charts may have. */
  readonly #shared = new Map<string, number>();
  readonly #findAround: () => Collection | undefined;
  #around: Collection | undefined;
  readonly #siblings: SiblingIndex;

  constructor({ past = NO_PAST, around, layout, cluster }: CollectionOptions = {}) {
    this.#cluster = cluster;
    this.#siblings = new SiblingIndex(
      () => this.#all().flatMap((collection) => collection.#texts()),
      () => this.#all().flatMap((collection) => collection.#applied),
      {
        layout,
        rest: () => this.#all().flatMap((collection) => collection.#rest.flatMap((read) => read() ?? [])),
        namespaces: () => new Set(this.#all().flatMap(({ manifests }) => manifests.map(({ namespace }) => namespace))),
      },
    );
    this.#past = past;
    this.#findAround = () => around?.();
  }

  #all(): readonly Collection[] {
    this.#around ??= this.#findAround();
    return this.#around === undefined ? [this] : [this, this.#around];
  }

  #texts(): InputText[] {
    return [...[...this.sources.values()].map(inputText), ...this.#others].filter(
      ({ path }) => !TEMPLATE_NAME.test(path) && !isAssertionName(path),
    );
  }

  /** Records what a file contains; its DaemonSets are added with `add`, once their settings are known. */
  note({ source, ...contents }: SourceContents): readonly FoundDaemonSet[] {
    if (contents.found.length + contents.unreadable.length + contents.skipped.length === 0) {
      this.noteOther(inputText(source));
      return [];
    }
    this.sources.set(source.path, source);
    this.files.push(fileReport(source.path, contents));
    addAll(this.unreadable, contents.unreadable);
    for (const { reason, ...skipped } of contents.skipped)
      if (reason === 'template' || reason === 'embedded' || reason === 'kustomize-patch')
        this.templates.push({ source, reason, ...skipped });
    return contents.found;
  }

  /** Adds what a chart renders: a cluster gets one of the renderings, so that it sees no other, nor what lies around. */
  addRendering(contents: SourceContents, context: Context): void {
    const own = new Collection({ cluster: this, past: this.#past });
    own.add(own.note(contents), context);
    this.adopt(own);
  }

  /** Takes a text that was made of files, which are recorded themselves. */
  take({ source, ...contents }: SourceContents): readonly FoundDaemonSet[] {
    this.noteOther(inputText(source));
    this.unreadable.push(...contents.unreadable);
    return contents.found;
  }

  /** Records a file of something that was made; `isMerged` when DaemonSets were. */
  noteInside({ source, ...contents }: SourceContents, isMerged: boolean): void {
    if (contents.found.length + contents.unreadable.length + contents.skipped.length === 0) return;
    const { skipped, ...report } = fileReport(source.path, contents);
    const isPart = report.reason === 'kustomize-patch' || contents.found.length > 0;
    if (isMerged && isPart) this.files.push({ path: source.path, status: 'checked' });
    else if (contents.found.length > 0) this.noteSkipped(source.path, 'kustomize-patch');
    else this.files.push({ ...report, ...(skipped === undefined ? {} : { skipped }) });
  }

  /** Records a file that is a template as a whole. */
  noteTemplate(source: SourceFile): void {
    this.noteSkipped(source.path, 'template');
    this.templates.push({ source });
  }

  /** Records a file without a DaemonSet. */
  noteOther(text: InputText): void {
    this.#others.push(text);
  }

  /** Records a file in which rules look for nothing; it is read again only if a policy may depend on it. */
  noteRest(read: () => SourceFile | undefined): void {
    this.#rest.push(read);
  }

  /** Takes the manifests of another collection, which go on seeing each other alone. */
  adopt({ manifests, unreadable }: Pick<Collection, 'manifests' | 'unreadable'>): void {
    addAll(this.manifests, manifests);
    addAll(this.unreadable, unreadable);
  }

  /** Records a file whose contents are unknown. */
  noteSkipped(path: string, reason: SkipReason): void {
    this.files.push({ path, status: 'skipped', reason });
  }

  /** Records a file that several charts may have: it is checked when one of them turns it on. */
  noteShared(file: ReportFile): void {
    const known = this.#shared.get(file.path);
    if (known === undefined) this.#shared.set(file.path, this.files.push(file) - 1);
    else if (file.status === 'checked') this.files[known] = file;
  }

  /** What the whole of it says about the cluster. */
  get cluster(): ClusterTexts {
    return this.#siblings.cluster;
  }

  /** Objects of one name in the whole of it, whatever they are applied together with. */
  named(kind: SiblingKind, namespace: string, name: string): readonly Sibling[] {
    return this.#siblings.named(kind, namespace, name);
  }

  #siblingsOf(manifest: Manifest): Siblings {
    const own = this.#siblings.of(manifest);
    if (this.#cluster === undefined) return own;
    const { policyTexts, clusterTexts } = this.#cluster.#siblingsOf(manifest);
    return {
      get daemonSets() {
        return own.daemonSets;
      },
      of: own.of,
      named: own.named,
      onceOf: own.onceOf,
      once: own.once,
      isBeside: own.isBeside,
      isTogether: own.isTogether,
      policyTexts,
      clusterTexts,
    };
  }

  /** Creates manifests from the contents of a recorded file. */
  add(found: readonly FoundDaemonSet[], context: Context): void {
    const surroundings = {
      context,
      siblings: (manifest: Manifest) => this.#siblingsOf(manifest),
      ...this.#past,
    };
    for (const each of found) {
      const alone = each.embedded === true;
      const manifest = buildManifest(each, alone ? { ...surroundings, siblings: () => NO_SIBLINGS } : surroundings);
      this.manifests.push(manifest);
      if (!alone) this.#applied.push(manifest);
    }
  }
}

/** The reason of a file is that of the document that comes nearest to a DaemonSet. */
const NEAREST: readonly SkipReason[] = [
  'template',
  'kustomize-patch',
  'assertion',
  'foreign-kind',
  'embedded',
  'parameters',
  'placeholders',
  'values',
];

/** What a report says of a file. */
export function fileReport(path: string, { found, unreadable, skipped: all }: FileContents): ReportFile {
  const skipped = all.map(({ document, reason }) => ({ document, reason }));
  if (found.length + unreadable.length > 0) {
    return { path, status: 'checked', ...(skipped.length > 0 ? { skipped } : {}) };
  }
  const reason = NEAREST.find((candidate) => skipped.some((document) => document.reason === candidate)) ?? 'mention';
  return { path, status: 'skipped', reason, ...(skipped.length > 1 ? { skipped } : {}) };
}
