/** Values copied from field to field. Source: kustomize api/filters/replacement, api/internal/builtins/ReplacementTransformer.go. */
import { spendText, spendValue } from '../limits/budget.ts';
import { BuildError, at, isWrongInput, lacks } from './errors.ts';
import { isSelected, makeId, type ResId } from './gvk.ts';
import { parseSelector } from './label-selector.ts';
import type { PatchContext } from './patches.ts';
import { matchPath, type Making } from './path-match.ts';
import { anchored } from '../kubernetes/go/regexp.ts';
import type { Selector } from './resource-map.ts';
import type { Resource } from './resource.ts';
import { splitSmartPath } from './set-fields.ts';
import {
  selectorOf,
  type FieldOptions,
  type Replacement,
  type ReplacementSource,
  type ReplacementTarget,
} from './shapes.ts';
import type { Transformer } from './transformers.ts';
import { lookup } from './yaml/fns.ts';
import { emitNode } from './yaml/emit.ts';
import type { YNode } from './yaml/node.ts';
import { assign, copyNode, isNilOrEmpty, scalar, type Place } from './yaml/node.ts';
import { parseNode } from './yaml/parse.ts';
import { jsonText, prettyJson } from './yaml/json-text.ts';
import { toJson } from './yaml/value.ts';

const DEFAULT_PATH = 'metadata.name';

/** Source: replacement.Filter. */
export function replaceValues(
  replacements: readonly Replacement[],
  { unmatched }: Pick<PatchContext, 'unmatched'>,
): Transformer {
  return (map) => {
    for (const { source, sourceValue, targets, place } of replacements) {
      if ((source === undefined && sourceValue === undefined) || targets === undefined)
        throw new BuildError('replacements must specify a source and at least one target', place);
      if (source !== undefined && sourceValue !== undefined)
        throw new BuildError('value and resource selectors are mutually exclusive', place);
      const value =
        source === undefined
          ? scalar(sourceValue?.value ?? '', sourceValue?.place)
          : valueOf(map.resources, source, unmatched);
      if (value === undefined) continue;
      for (const target of targets) replaceIn(map.resources, value, target);
    }
    map.dropEmpty();
  };
}

/** What an object is and was called, without regard to whether it has a namespace. Source: utils.MakeResIds. */
function idsOf(resource: Resource): readonly ResId[] {
  const current = makeId(resource.gvk, resource.name, resource.namespace, undefined);
  return [current, ...resource.previousIds];
}

function isSelectedBy(id: ResId, selector: Selector): boolean {
  return (
    (selector.name === '' || selector.name === id.name) &&
    (selector.namespace === '' || (selector.namespace || 'default') === (id.namespace || 'default')) &&
    isSelected(id, selector)
  );
}

/** What is copied; undefined where nothing has it and `unmatched` returns. */
function valueOf(
  resources: readonly Resource[],
  source: ReplacementSource,
  unmatched: PatchContext['unmatched'],
): YNode | undefined {
  const { place } = source;
  const selector = { ...selectorOf({ place }), ...textsOf(source) };
  const matches = resources.filter((resource) => idsOf(resource).some((id) => isSelectedBy(id, selector)));
  const [found] = matches;
  const shown = `${selector.kind || '[noKind]'}.${selector.version || '[noVer]'}.${selector.group || '[noGrp]'}/${selector.name || '[noName]'}.${selector.namespace || '[noNs]'}`;
  if (found === undefined) {
    unmatched(lacks(`nothing selected by ${shown}`, place));
    return undefined;
  }
  if (matches.length > 1) throw new BuildError(`multiple matches for selector ${shown}`, place);
  const path = source.fieldPath?.value || DEFAULT_PATH;
  const value = at(source.fieldPath?.place ?? place, () => lookup(found.root, splitSmartPath(path, '.')));
  if (value === undefined || isNilOrEmpty(value))
    throw new BuildError(
      `fieldPath \`${path}\` is missing for replacement source ${shown}`,
      source.fieldPath?.place ?? place,
    );
  return refined(value, source.options, place);
}

function textsOf({ group, version, kind, name, namespace }: ReplacementSource): Partial<Selector> {
  return {
    group: group?.value ?? '',
    version: version?.value ?? '',
    kind: kind?.value ?? '',
    name: name?.value ?? '',
    namespace: namespace?.value ?? '',
  };
}

// getRefinedValue
function refined(value: YNode, options: FieldOptions | undefined, place: Place): YNode {
  const delimiter = options?.delimiter?.value ?? '';
  if (delimiter === '') return value;
  if (value.kind !== 'scalar') throw new BuildError('delimiter option can only be used with scalar nodes', place);
  const text = value.tag === '!!null' ? '' : value.value;
  const parts = text.split(delimiter);
  const index = options?.index?.value ?? 0;
  const part = parts[index];
  if (part === undefined)
    throw new BuildError(`options.index ${String(index)} is out of bounds for value ${text}`, place);
  const copy = copyNode(value);
  copy.value = part;
  return copy;
}

function replaceIn(resources: readonly Resource[], value: YNode, target: ReplacementTarget): void {
  const { select, reject = [], place } = target;
  if (select === undefined) throw new BuildError('target must specify resources to select', place);
  at(select.place, () => {
    const isMeant = matcher(selectorOf(select));
    const hasMeta = metaMatcher(selectorOf(select));
    const rejected = reject.map((each) => selectorOf(each));
    const rejects = rejected
      .filter((each) => Object.entries(each).some(([key, text]) => !key.endsWith('Selector') && text !== ''))
      .map(matcher);
    const rejectsMeta = rejected
      .filter((each) => each.labelSelector !== '' || each.annotationSelector !== '')
      .map(metaMatcher);
    for (const resource of resources) {
      const ids = idsOf(resource);
      if (!hasMeta(resource) || rejectsMeta.some((matches) => matches(resource))) continue;
      if (rejects.some((matches) => ids.some(matches))) continue;
      if (ids.some(isMeant)) copyTo(resource.root, value, target);
    }
  });
}

function matcher(selector: Selector): (id: ResId) => boolean {
  const [group, version, kind] = [anchored(selector.group), anchored(selector.version), anchored(selector.kind)];
  const [name, namespace] = [anchored(selector.name), anchored(selector.namespace)];
  return (id) =>
    group.test(id.group) &&
    version.test(id.version) &&
    kind.test(id.kind) &&
    name.test(id.name) &&
    namespace.test(id.namespace);
}

function metaMatcher(selector: Selector): (resource: Resource) => boolean {
  const annotations = parseSelector(selector.annotationSelector);
  const labels = parseSelector(selector.labelSelector);
  return (resource) => annotations(resource.annotations) && labels(resource.labels);
}

// copyValueToTarget
function copyTo(root: YNode, value: YNode, { fieldPaths = [], options, place }: ReplacementTarget): void {
  const paths = fieldPaths.length === 0 ? [{ value: DEFAULT_PATH, place }] : fieldPaths;
  for (const { value: path, place: written } of paths) {
    const creates = options?.create?.value === true;
    const making = creates ? { kind: value.kind, place: written } : undefined;
    const steps = splitSmartPath(path, '.');
    if (setInText(root, value, steps, making, written)) continue;
    const failure = `unable to find ${creates ? 'or create ' : ''}field "${path}" in replacement target`;
    let found: YNode[] | undefined;
    try {
      found = matchPath(root, steps, making);
    } catch (error) {
      if (!isWrongInput(error)) throw error;
      throw new BuildError(`${failure}: ${error.message}`, written);
    }
    if (found === undefined || found.length === 0) throw new BuildError(failure, written);
    for (const node of found) setValue(node, value, options, written);
  }
}

// setFieldValue
function setValue(target: YNode, source: YNode, options: FieldOptions | undefined, place: Place): void {
  const value = copyNode(source);
  const delimiter = options?.delimiter?.value ?? '';
  if (delimiter !== '') {
    if (target.kind !== 'scalar') throw new BuildError('delimiter option can only be used with scalar nodes', place);
    const parts = target.value.split(delimiter);
    const text = value.tag === '!!null' ? '' : value.value;
    const index = options?.index?.value ?? 0;
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    value.value = parts.join(delimiter);
    spendValue(value.value);
  }
  if (target.kind === 'scalar') {
    // The type stays what it is.
    target.value = value.value;
    target.place = place;
  } else {
    assign(target, value);
    target.place = place;
  }
}

/** Sets a value inside a text that is YAML or JSON itself; false where the path does not lead into one. Source: setValueInStructuredData. */
function setInText(
  root: YNode,
  value: YNode,
  steps: readonly string[],
  making: Making | undefined,
  place: Place,
): boolean {
  const found = textOnPath(root, steps);
  if (found === undefined) return false;
  const { holder, document, rest } = found;
  let inner: YNode[] | undefined;
  try {
    const [content] = document.content;
    inner = content === undefined ? undefined : matchPath(content, rest, making);
  } catch {
    return false;
  }
  if (inner === undefined || inner.length === 0) return false;
  for (const node of inner) {
    if (node.kind === 'scalar') node.value = value.value;
    else assign(node, copyNode(value));
  }
  const text = written(document, holder.value);
  if (text === undefined) return false;
  spendText(text.length);
  holder.value = text;
  holder.place = place;
  return true;
}

function textOnPath(
  root: YNode,
  steps: readonly string[],
): { holder: YNode; document: YNode; rest: readonly string[] } | undefined {
  for (let i = 1; i < steps.length; i++) {
    try {
      const holder = lookup(root, steps.slice(0, i));
      if (holder?.kind !== 'scalar') continue;
      spendText(holder.value.length);
      const document = parseNode(holder.value);
      if (document !== undefined) return { holder, document, rest: steps.slice(i) };
    } catch {
      // A path that leads nowhere, or a text that is not YAML.
    }
  }
  return undefined;
}

// serializeStructuredData
function written(document: YNode, original: string): string | undefined {
  const text = emitNode(document);
  if (!/^\s*[{[]/.test(original)) return text.trim();
  try {
    const json = toJson(parseNode(text)?.content[0] ?? document);
    return original.includes('\n') && original.includes('  ') ? prettyJson(json) : jsonText(json);
  } catch {
    return undefined;
  }
}
