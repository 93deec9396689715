/** Refusals of the object as a whole: its type, and everything else. */
import type { Answer } from '../kubernetes/apiserver/apiserver.ts';
import { unregistered } from '../kubernetes/apiserver/type-meta.ts';
import { TEMPLATE_GENERATION } from '../kubernetes/apiserver/convert.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Refusal } from './refusal.ts';
import type { Problem, ServerText } from '../rule/rule.ts';

const KIND = 'DaemonSet';
const SERVED = 'apps/v1';
const GENERATION: Path = ['metadata', 'annotations', TEMPLATE_GENERATION];

/** Versions that used to be served; rule `removed-api` reports them. */
export const REMOVED_VERSIONS: readonly string[] = ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'];

/** A kind or version that no server serves: kubectl finds no URL to send it to. */
export function refusedType(manifest: Manifest): readonly Refusal[] {
  const { apiVersion } = manifest;
  const node = manifest.node(['kind']);
  const kind = node?.kind === 'string' ? node.value : '';
  const found: Refusal[] = [];
  if (kind === '') {
    const message = `without kind kubectl cannot send the file to a server, so it cannot be applied: write kind: ${KIND}`;
    const server = { reason: 'Required', field: 'kind', message: "Object 'Kind' is missing" };
    found.push({ rule: 'missing-field', problem: typeProblem('kind', KIND, message, server) });
  } else if (kind !== KIND) {
    const message = `no server has the kind ${JSON.stringify(kind)}, so the file cannot be applied: write ${KIND}, with this spelling`;
    found.push({ rule: 'invalid-value', problem: typeProblem('kind', KIND, message, notFound(kind, apiVersion)) });
  }
  if (apiVersion === '') {
    const message = `without apiVersion kubectl cannot send the file to a server, so it cannot be applied: write apiVersion: ${SERVED}`;
    const server = { reason: 'Required', field: 'apiVersion', message: "Object 'apiVersion' is missing" };
    found.push({ rule: 'missing-field', problem: typeProblem('apiVersion', SERVED, message, server) });
  } else if (apiVersion !== SERVED && !REMOVED_VERSIONS.includes(apiVersion)) {
    const message = `no server has a DaemonSet in ${JSON.stringify(apiVersion)}, so the file cannot be applied: write ${SERVED}`;
    const server = { ...notFound(KIND, apiVersion), field: 'apiVersion' };
    found.push({ rule: 'invalid-value', problem: typeProblem('apiVersion', SERVED, message, server) });
  }
  return found;
}

function typeProblem(key: string, value: string, message: string, server: ServerText): Problem {
  return {
    at: [key],
    message,
    fix: { title: `Write ${key}: ${value}`, safety: 'safe', changes: [{ kind: 'set', at: [key], value }] },
    server,
  };
}

/** kubectl finds the URL for a kind in lower case too, and it is the server who does not know that. */
const IN_LOWER_CASE = KIND.toLowerCase();

function notFound(kind: string, apiVersion: string): ServerText {
  if (kind === IN_LOWER_CASE && apiVersion === SERVED)
    return { reason: 'BadRequest', field: 'kind', message: unregistered(kind, apiVersion, KIND) };
  return { reason: 'NotFound', field: 'kind', message: `no matches for kind "${kind}" in version "${apiVersion}"` };
}

/** What kubectl says of a type that no server serves, before it sends anything; undefined for one that is served. */
function unservedType(manifest: Manifest): string | undefined {
  const kind = manifest.node(['kind']);
  const written = kind?.kind === 'string' ? kind.value : '';
  if (written === '' || manifest.apiVersion === '') return undefined;
  return [KIND, IN_LOWER_CASE].includes(written) && manifest.apiVersion === SERVED
    ? undefined
    : notFound(written, manifest.apiVersion).message;
}

/** A refusal in the words of whoever speaks first: kubectl of a type that no server serves, else the server. */
export function refusalText(manifest: Manifest, message = ''): string {
  const unserved = unservedType(manifest);
  if (unserved === undefined) return message;
  // The answer of an apply is kubectl's already.
  return message.includes(unserved)
    ? `${unserved} (kubectl)`
    : `${unserved} (kubectl), and to a request without kubectl: ${message}`;
}

/**
 * What `kubectl apply` says of an object whose name the server would make up; undefined where the change comes
 * otherwise. Source: kubectl pkg/cmd/apply/apply.go applyOneObject.
 */
export function unnamedToApply(manifest: Manifest): string | undefined {
  const prefix = manifest.node(['metadata', 'generateName']);
  const { mode, isAsked = false, applier } = manifest.context.apply ?? {};
  // Without a change nobody knows that it is applied, unless the configuration says so.
  const isForApply = applier !== undefined || (isAsked && mode !== 'replace');
  if (manifest.name !== '' || prefix?.kind !== 'string' || prefix.value === '' || !isForApply) return undefined;
  return `from ${prefix.value}: cannot use generate name with apply (kubectl); kubectl create makes another DaemonSet each time`;
}

/** A refusal without a more exact explanation than the server's own message. */
export function refusedWhole(manifest: Manifest, { code, reason = '', message = '' }: Answer, verb: string): Problem {
  const isGeneration = message.includes('strconv.ParseInt') && manifest.has(GENERATION);
  const at = isGeneration ? GENERATION : ['metadata'];
  const advice = isGeneration ? '; remove the annotation, the server sets it' : '';
  return {
    at,
    message: code === 0 ? message : `the API server refuses ${verb}: ${message}${advice}`,
    server: { reason, field: isGeneration ? `metadata.annotations[${TEMPLATE_GENERATION}]` : 'metadata', message },
  };
}
