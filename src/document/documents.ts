import { create } from '../kubernetes/apiserver/apiserver.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { filled } from './parameters.ts';
import { isAssertion } from './assertion.ts';
import { decodeText, type InvalidBytes } from './decode-text.ts';
import { carriedDocuments, carriedObjects, isCarrier, type Carried } from './embedded.ts';
import { entryOf, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { parseDocument, type ParsedDocument, type YamlFault } from '../kubernetes/yaml/parse.ts';
import { mayHoldDaemonSet } from '../kubernetes/yaml/prefilter.ts';
import { splitDocuments, type DocumentSlice } from '../kubernetes/yaml/split.ts';
import { hasPods, objectsOf, type DeclaredObject } from './declared-objects.ts';
import { groupOf, isMeantKind } from './meant-kind.ts';
import { kindFault } from './kind-faults.ts';
import { arrayFault, listFault, templateFault } from './list-faults.ts';
import { parseLargeList, type ItemSummary } from './kubectl-list.ts';
import type { UnreadableDocument } from './unreadable.ts';
import {
  holdsManifest,
  isManifestText,
  isObject,
  isPlainManifest,
  reasonOfText,
  reasonOfTree,
  type SkipReason,
} from './skip-reason.ts';
import { isPartial } from './patch-document.ts';
import type { SourceFile } from './source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { hasOnlyQuotedPlaceholders, isReadableTemplate } from './template-or-manifest.ts';
import { declares, hasTemplateKind, isTemplate } from './broken-document.ts';
import { cutDocument, streamFaults } from './stream-faults.ts';
import { addAll } from '../kubernetes/go/lists.ts';
import { within } from './item-of-list.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

/** A DaemonSet found in a file. */
export interface FoundDaemonSet {
  readonly source: SourceFile;
  readonly document: number;
  /** Where the document starts: the server counts lines from there. */
  readonly slice: DocumentSlice;
  /** `[]`, or `['items', 3]` in a list. */
  readonly prefix: Path;
  readonly root: MapNode;
  readonly parsed: ParsedDocument;
  readonly holder: Holder;
  /** Whether another object carries it: nothing is known of what it is applied together with. */
  readonly embedded?: true;
  /** The same with other values for parameters of which nobody knows the value. */
  readonly fillings?: readonly FoundDaemonSet[];
  /** Whether these decide what the server answers. */
  readonly isUndecided?: boolean;
}

/** The document that holds a DaemonSet: where it is, and what it would hold if it were written otherwise. */
export interface Holder extends Span {
  /** How many DaemonSets are in it. */
  readonly count: number;
  readonly reread: (text: string) => readonly FoundDaemonSet[];
}

/** What a file holds that concerns DaemonSets. */
export interface FileContents {
  readonly found: readonly FoundDaemonSet[];
  readonly unreadable: readonly UnreadableDocument[];
  readonly skipped: readonly SkippedDocument[];
}

/** A document that is left out, or a part of it. */
export interface SkippedDocument {
  readonly document: number;
  readonly reason: SkipReason;
  /** Those of the texts that it carries which are left out; without, all of it is. */
  readonly texts?: readonly string[];
}

const NOTHING: FileContents = { found: [], unreadable: [], skipped: [] };
const TEMPLATE: FileContents = { ...NOTHING, skipped: [{ document: 0, reason: 'template' }] };

/** What is known of a file beside its text. */
export interface DocumentOptions {
  /** Whether a kustomization names the file among its patches; asked only when there is a DaemonSet. */
  readonly isPatch?: () => boolean;
  /** Whether there may be a kustomization that merges a piece, or a whole object with directives; asked only when there is one. */
  readonly isMerged?: (isWhole: boolean) => boolean;
  /** Whether the file lies in the folder of a test that compares objects; asked only when there is a DaemonSet. */
  readonly inTestFolder?: () => boolean;
  /** `false`: leave out manifests that another object carries. */
  readonly embedded?: boolean;
  /** Bytes of the file that are not text. */
  readonly invalid?: InvalidBytes | undefined;
  /** The objects are what is applied, so that none of them is a patch or an assertion. */
  readonly isWhole?: boolean;
  /** Find patches and templates that can be read too, for a reader who asks about any document. */
  readonly everything?: boolean;
  /** Whether what was meant to be a list and is none counts as broken; by default unless everything is asked for. */
  readonly listFaults?: boolean;
}

const MENTION = /daemonset/i;
/** Files that an engine renders, by their last ending. */
export const TEMPLATE_ENDINGS = ['tpl', 'tmpl', 'gotmpl', 'j2', 'jinja', 'jinja2', 'erb', 'template', 'in'];
export const TEMPLATE_NAME = new RegExp(`\\.(?:${TEMPLATE_ENDINGS.join('|')})$`, 'i');
/** The DaemonSets of a file, its documents that cannot be read, and those left out, each with the reason. */
export function readDocuments(source: SourceFile, options: DocumentOptions = {}): FileContents {
  const { text } = source;
  if (!mayHoldDaemonSet(text)) return NOTHING;
  if (TEMPLATE_NAME.test(source.path) && options.everything !== true) return TEMPLATE;
  const contents = { found: [] as FoundDaemonSet[], unreadable: [] as UnreadableDocument[], skipped: [] as Skip[] };
  const slices = splitDocuments(text);
  for (const slice of slices) {
    const broken = slice.badSeparator !== undefined;
    if (!broken && !mayHoldDaemonSet(text, slice.start, slice.end)) continue;
    const texts: string[] = [];
    const outcome = catchUnexpected(
      () => readDocument(source, slice, { ...options, leaveOut: (text) => texts.push(text) }),
      (problem): Outcome => unread(source, slice.index, slice.start, problem),
    );
    if (outcome === undefined) continue;
    const skip = (reason: SkipReason): void => {
      contents.skipped.push({ document: slice.index, reason, ...(texts.length === 0 ? {} : { texts }) });
    };
    if (typeof outcome === 'string') skip(outcome);
    else if ('fault' in outcome) contents.unreadable.push(outcome);
    else {
      const { seen, left, broken } = outcome;
      addAll(contents.unreadable, broken);
      addAll(contents.found, heldBy(slice, seen, source.path, options));
      const isOpen = seen.some((each) => each.isUndecided === true && !left.includes('placeholders'));
      for (const reason of new Set([...left, ...(isOpen ? (['parameters'] as const) : [])])) skip(reason);
    }
  }
  if (options.listFaults ?? options.everything !== true)
    addAll(contents.unreadable, streamFaults(source, slices, contents));
  return contents;
}

/** A document, or a file, at which daemonlint fails. */
export function unread(source: SourceFile, document: number, start: number, problem: string): UnreadableDocument {
  const span = { start, end: Math.min(start + 1, source.text.length) };
  const fault = { message: problem, explanation: `this is not checked: ${problem}`, span };
  return { source, document, fault, isFailure: true };
}

function heldBy(
  { index, start, end, format }: DocumentSlice,
  seen: readonly Seen[],
  path: string,
  options: DocumentOptions,
): FoundDaemonSet[] {
  const reread = (text: string): readonly FoundDaemonSet[] => {
    const slice = { index, start: 0, end: text.length, ...(format === undefined ? {} : { format }) };
    // Bytes that are not text have their places in the whole file; beside them nothing is found.
    const outcome = readDocument({ path, text }, slice, { ...options, invalid: undefined });
    if (typeof outcome !== 'object' || 'fault' in outcome) return [];
    return heldBy(slice, outcome.seen, path, options);
  };
  const holder = { start, end, count: seen.length, reread };
  const held = ({ fillings, ...found }: Seen): FoundDaemonSet => ({
    ...found,
    holder,
    ...(fillings && { fillings: fillings.map(held) }),
  });
  return seen.map(held);
}

/** Whether the server gives the same answer whatever the values are that are put in later, and for the same cause. */
function isDecided(all: readonly Seen[]): boolean {
  const answers = all.map(({ parsed }) => create(parsed, { minor: NEWEST, namespace: '', text: '' }));
  if (answers.some(({ stored }) => stored !== undefined)) return answers.every(({ stored }) => stored !== undefined);
  const [first = [], ...others] = answers.map(({ message, causes }) =>
    causes.length === 0 ? [message] : causes.map((cause) => `${cause.field} ${cause.message}`),
  );
  return first.some((cause) => others.every((other) => other.includes(cause)));
}

/** What a file holds, and its text. */
export interface SourceContents extends FileContents {
  readonly source: SourceFile;
}

/** How the documents of a file are read. */
export interface FileOptions extends Pick<DocumentOptions, 'isWhole' | 'isPatch' | 'isMerged' | 'inTestFolder'> {
  /** What its objects were rendered from, where its text says so. */
  readonly renderedFrom?: (text: string) => SourceFile['renderedFrom'];
}

/** The same from bytes, what is wrong with these included. */
export function readFileContents(
  path: string,
  bytes: Uint8Array,
  { renderedFrom, ...options }: FileOptions,
): SourceContents {
  const { text, fault, unportable, invalid } = decodeText(bytes);
  const from = renderedFrom?.(text);
  const source = { path, text, ...(from && { renderedFrom: from }) };
  const contents = fault === undefined ? readDocuments(source, { ...options, invalid }) : NOTHING;
  const ofFile = fault ?? unportable;
  if (ofFile === undefined || !MENTION.test(text)) return { source, ...contents };
  return { source, ...contents, unreadable: [{ source, document: 0, fault: ofFile }, ...contents.unreadable] };
}

/** How one document is read. */
interface ReadOptions extends DocumentOptions {
  /** Told each text that an object carries, and that is left out. */
  readonly leaveOut?: (text: string) => void;
}

type Skip = FileContents['skipped'][number];
/** A DaemonSet, before it is known what holds it. */
interface Seen extends Omit<FoundDaemonSet, 'holder' | 'fillings'> {
  readonly fillings?: readonly Seen[];
}
/** The DaemonSets of a document, and why others in it are left out. */
interface Held {
  readonly seen: readonly Seen[];
  readonly left: readonly SkipReason[];
  /** What it carries that cannot be read. */
  readonly broken: readonly UnreadableDocument[];
}
type Outcome = SkipReason | UnreadableDocument | Held | undefined;

function readDocument(source: SourceFile, slice: DocumentSlice, options: ReadOptions): Outcome {
  const text = source.text.slice(slice.start, slice.end);
  const reason = slice.badSeparator === undefined ? reasonOfText(text) : undefined;
  if (reason !== undefined) return mentioned(reason, text);
  const invalid = options.invalid?.firstIn(slice.start, slice.end);
  const large = invalid === undefined ? parseLargeList(source.text, slice, mayHoldOurs) : undefined;
  const parsed = large ?? parseDocument(source.text, slice);
  const fault = invalid ?? parsed.fault;
  if (fault !== undefined) return readBroken(source, slice, fault);
  const { root } = parsed;
  if (root === undefined) return mentioned('mention', text);
  if (options.listFaults ?? options.everything !== true) {
    const isOurs = (item: Node): boolean =>
      item.kind === 'map' && isHeld(outcomeOf({ parsed, root: item, prefix: [] }, source, slice, options));
    const fault =
      root.kind === 'list'
        ? root.items.some((item) => isOurs(item) || (item.kind === 'list' && item.items.some(isOurs))) &&
          arrayFault(root)
        : (listFault(root) ?? templateFault(root) ?? ownKindFault(parsed, source, slice, options));
    if (fault) return { source, document: slice.index, fault, isUnsent: true };
  }
  const whole = root.kind === 'map' ? outcomeOf({ parsed, root, prefix: [] }, source, slice, options) : undefined;
  const carried = embeddedOutcome({ parsed, root }, source, slice, options);
  if (whole === undefined) return carried ?? cutDocument(root, source, slice) ?? mentioned(reasonOfTree(root), text);
  return together([whole, carried]);
}

/** What is wrong with its kind, where no engine chooses between two, and nothing merges or compares it. */
function ownKindFault(parsed: ParsedDocument, source: SourceFile, { start, end }: DocumentSlice, options: ReadOptions) {
  const fault = kindFault(parsed, source.text);
  const { root } = parsed;
  if (fault === undefined || root?.kind !== 'map') return fault;
  if (isReadableTemplate(root, source.text.slice(start, end))) return undefined;
  if (isAssertion(root, source.path, options.inTestFolder ?? (() => false))) return undefined;
  return options.isPatch?.() === true ? undefined : fault;
}

/** What is held by one of several parts of a document; where nothing is, the first reason counts. */
function together(outcomes: readonly Outcome[]): Outcome {
  const held = outcomes.filter(isHeld);
  const faults = outcomes.flatMap((outcome) => (typeof outcome === 'object' && 'fault' in outcome ? [outcome] : []));
  const reasons = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [outcome] : []));
  if (held.length === 0 && faults.length === 0) return reasons[0];
  return {
    seen: held.flatMap(({ seen }) => seen),
    left: [...reasons, ...held.flatMap(({ left }) => left)],
    broken: [...faults, ...held.flatMap(({ broken }) => broken)],
  };
}

function isHeld(outcome: Outcome): outcome is Held {
  return typeof outcome === 'object' && 'seen' in outcome;
}

/** How deep texts with manifests lie within each other at most. */
const DEEPEST = 4;

/** The DaemonSets that an object carries literally; undefined when there is none. `outer`: the places of the texts around it. */
function embeddedOutcome(
  { parsed, root }: { readonly parsed: ParsedDocument; readonly root: Node },
  source: SourceFile,
  slice: DocumentSlice,
  options: ReadOptions,
  outer: readonly Path[] = [],
): Outcome {
  if (options.embedded === false || options.everything === true || root.kind !== 'map') return undefined;
  const place = outer.at(-1) ?? [];
  const outcomes = [
    ...carriedObjects(root, source.text).map(({ maps, prefix: inner }): Outcome => {
      const prefix = [...place, ...inner];
      const outcome = inAll(
        maps.map((map) => outcomeOf({ parsed: within(parsed, map, inner), root: map, prefix }, source, slice, options)),
      );
      return outcome ?? (maps.some(holdsManifest) ? 'embedded' : undefined);
    }),
    ...carriedDocuments(root, source, place).map((carried) => carriedOutcome(carried, slice, options, outer)),
  ];
  const outcome = together(outcomes);
  if (isHeld(outcome)) return { ...outcome, seen: outcome.seen.map((each) => ({ ...each, embedded: true })) };
  return outcomes.find((one) => one === 'template') ?? outcomes.find((one) => one === 'embedded');
}

/** The same of one document of a text. */
function carriedOutcome(
  { source, span, prefix }: Carried,
  { index }: DocumentSlice,
  options: ReadOptions,
  outer: readonly Path[],
): Outcome {
  const slice = { index, ...span, format: 'yaml' } as const;
  const written = source.text.slice(span.start, span.end);
  const unseen = isManifestText(written) ? 'embedded' : undefined;
  const leave = (reason: SkipReason | undefined): Outcome => {
    if (reason !== undefined) options.leaveOut?.(written);
    return reason;
  };
  const { fault, ...parsed } = parseDocument(source.text, slice);
  if (fault !== undefined) {
    if (isPlainManifest(written)) return { source, document: index, fault, within: span };
    return leave(isTemplate(written, slice, fault) ? 'template' : unseen);
  }
  const { root } = parsed;
  if (root?.kind !== 'map') return leave(unseen);
  const outcome = inAll(
    filled(root, undefined, source.text).map((map) =>
      outcomeOf({ parsed: { ...parsed, root: map }, root: map, prefix }, source, slice, options),
    ),
  );
  if (typeof outcome === 'string') return leave(outcome);
  if (outcome !== undefined) return outcome;
  const isDeepest = outer.length + 1 >= DEEPEST;
  const inner = isDeepest ? undefined : embeddedOutcome({ parsed, root }, source, slice, options, [...outer, prefix]);
  return inner ?? leave(isDeepest && isObject(root) && mayHoldDaemonSet(written) ? 'embedded' : unseen);
}

/** The objects of a text with values put in; they know what they are with other values. */
function inAll([first, ...others]: readonly Outcome[]): Outcome {
  if (!isHeld(first) || others.length === 0) return first;
  const seen = first.seen.map((each, index) => {
    const fillings = others.flatMap((other) => (isHeld(other) ? (other.seen[index] ?? []) : []));
    return withFillings(each, fillings);
  });
  return { ...first, seen };
}

function withFillings(own: Seen, fillings: readonly Seen[]): Seen {
  return { ...own, fillings, isUndecided: !isDecided([own, ...fillings]) };
}

/** Whether an item is a DaemonSet, or holds one. */
function mayHoldOurs({ kind }: ItemSummary, text: string): boolean {
  if (kind === undefined || isMeantKind(kind, '') || /list$/i.test(kind)) return true;
  return isCarrier(kind) && mayHoldDaemonSet(text);
}

/** What the objects of a document are, or of a part of it; undefined when it declares no DaemonSet. */
function outcomeOf(
  { root, prefix, parsed }: { readonly root: MapNode; readonly prefix: Path; readonly parsed: ParsedDocument },
  source: SourceFile,
  slice: DocumentSlice,
  options: DocumentOptions,
): Outcome {
  const found: Seen[] = [];
  const left: SkipReason[] = [];
  for (const object of objectsOf(root, prefix, source.text)) {
    const verdict = judge(object, source, slice, options);
    const seen = (map: MapNode): Seen => {
      return { source, document: slice.index, slice, ...placed({ ...object, map }, prefix, parsed) };
    };
    if (verdict === 'daemonset') found.push(seen(object.map));
    else left.push(verdict);
    if (verdict !== 'placeholders') continue;
    const [first, ...others] = filled(object.map, 'braces', source.text).map(seen);
    // Of its name nobody knows anything either.
    if (first !== undefined) found.push({ ...withFillings(first, others), embedded: true });
  }
  return found.length > 0 ? { seen: found, left, broken: [] } : left[0];
}

function placed(
  { map, prefix }: DeclaredObject,
  outer: Path,
  parsed: ParsedDocument,
): Pick<FoundDaemonSet, 'prefix' | 'root' | 'parsed'> {
  const inner = prefix.slice(outer.length);
  return { prefix, root: map, parsed: within(parsed, map, inner) };
}

// The tests before parsing let more through than what mentions a DaemonSet: base64, escapes.
function mentioned(reason: SkipReason, text: string): SkipReason | undefined {
  return reason === 'mention' && (!MENTION.test(text) || isPolicy(text)) ? undefined : reason;
}

/** A policy names what it is for, and is read as a policy. */
function isPolicy(text: string): boolean {
  return (/^\s*\{/.test(text) ? POLICY_IN_JSON : POLICY).test(text);
}

const POLICY = /^["']?kind["']?\s*:\s*["']?ValidatingAdmissionPolicy/m;
const POLICY_IN_JSON = /"kind"\s*:\s*"ValidatingAdmissionPolicy/;

function readBroken(source: SourceFile, slice: DocumentSlice, fault: YamlFault): Outcome {
  const text = source.text.slice(slice.start, slice.end);
  if (isTemplate(text, slice, fault))
    return declares(text) || hasTemplateKind(text) ? 'template' : mentioned('mention', text);
  if (slice.badSeparator === undefined && !declares(text)) return mentioned('mention', text);
  return { source, document: slice.index, fault };
}

/** Values of a chart have a kind too, and no version. */
function isValues(map: MapNode, apiVersion: string): boolean {
  return apiVersion === '' && entryOf(map, 'metadata') === undefined;
}

/** `apiVersion` and `kind`. */
const TYPE_KEYS = 2;

function judge(
  { map, kind, apiVersion }: DeclaredObject,
  { path, text }: SourceFile,
  { start, end }: DocumentSlice,
  options: DocumentOptions,
): 'daemonset' | SkipReason {
  const group = groupOf(apiVersion);
  const template = options.everything !== true && isReadableTemplate(map, text.slice(start, end));
  // The group of a custom resource has a dot; one without, or below Kubernetes' own domain, is ours or a slip of the pen.
  if (group.includes('.') && !/(?:^|\.)k8s\.io$/.test(group)) return template ? 'template' : 'foreign-kind';
  // Only an object is meant to be sent to a server: words in the kind of a configuration are not.
  if (kind !== 'DaemonSet' && group.toLowerCase() !== 'apps' && (!hasPods(map) || isValues(map, apiVersion)))
    return 'mention';
  // Helm's values have a kind too.
  const others = map.entries.length > TYPE_KEYS || apiVersion === '';
  if (others && entryOf(map, 'spec') === undefined && entryOf(map, 'metadata') === undefined) return 'mention';
  const isFilled =
    template && options.embedded !== false && hasOnlyQuotedPlaceholders(map, text.slice(start, end), start);
  if (template && !isFilled) return 'template';
  if (options.everything === true || options.isWhole === true) return 'daemonset';
  if (isAssertion(map, path, options.inTestFolder ?? (() => false))) return 'assertion';
  if (options.isPatch?.() === true || isPartial(map, path, options.isMerged ?? (() => true))) return 'kustomize-patch';
  return template ? 'placeholders' : 'daemonset';
}
