/** Where objects come from, as annotations tell it. Source: kustomize api/resource/origin.go. */
import { join } from 'node:path/posix';
import { ORIGIN, TRANSFORMATIONS, type Resource } from './resource.ts';
import { emitNode } from './yaml/emit.ts';
import { YNode, text } from './yaml/node.ts';
import { parseNode } from './yaml/parse.ts';
import { addAll } from '../kubernetes/go/lists.ts';

/** Who configured a generator or transformer. */
export interface ConfiguredBy {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: ConfiguredBy;
}

/** The origin of what is at `path`, relative to that of a kustomization. */
export function below(origin: Origin, path: string): Origin {
  return { ...origin, path: join(origin.path ?? '', path) };
}

/** The origin of what a builtin of a kustomization makes or changes. */
export function builtinOrigin(origin: Origin, file: string, kind: string): Origin {
  return { configuredIn: join(origin.path ?? '', file), configuredBy: { apiVersion: 'builtin', kind } };
}

/** The origin of what a plugin makes or changes; undefined when its configuration has none. Source: OriginFromCustomPlugin. */
export function pluginOrigin(plugin: Resource): Origin | undefined {
  const written = plugin.annotation(ORIGIN);
  if (written === undefined) return undefined;
  const path = parseNode(written)?.content[0];
  const at = path?.content.findIndex((node) => node.value === 'path') ?? -1;
  const { apiVersion, kind, name, namespace } = plugin;
  const configuredIn = at < 0 ? '' : (path?.content[at + 1]?.value ?? '');
  return { configuredIn, configuredBy: { apiVersion, kind, name, namespace } };
}

function nodeOf(origin: Origin): YNode {
  const map = new YNode('map', { tag: '!!map' });
  const add = (target: YNode, key: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') target.content.push(text(key), text(value));
  };
  add(map, 'path', origin.path);
  add(map, 'configuredIn', origin.configuredIn);
  const by = origin.configuredBy;
  if (by !== undefined) {
    const inner = new YNode('map', { tag: '!!map' });
    add(inner, 'apiVersion', by.apiVersion);
    add(inner, 'kind', by.kind);
    add(inner, 'name', by.name);
    add(inner, 'namespace', by.namespace);
    if (inner.content.length > 0) map.content.push(text('configuredBy'), inner);
  }
  return map;
}

/** The text of the annotation. */
export function originText(origin: Origin): string {
  return emitNode(nodeOf(origin));
}

/** Notes an origin where none is known yet. Source: AddOriginAnnotation. */
export function noteOrigin(resource: Resource, origin: Origin): void {
  if (resource.annotation(ORIGIN) !== undefined) return;
  resource.setTexts('annotations', resource.annotations.set(ORIGIN, originText(origin)));
}

/** Notes a transformation, or that the transformer made the object. Source: AddTransformerAnnotation. */
export function noteTransformation(resource: Resource, origin: Origin): void {
  if (resource.annotation(ORIGIN) === undefined) {
    noteOrigin(resource, origin);
    return;
  }
  const written = resource.annotation(TRANSFORMATIONS);
  const list = new YNode('list', { tag: '!!seq' });
  if (written !== undefined) addAll(list.content, parseNode(written)?.content[0]?.content ?? []);
  list.content.push(nodeOf(origin));
  resource.setTexts('annotations', resource.annotations.set(TRANSFORMATIONS, emitNode(list)));
}
