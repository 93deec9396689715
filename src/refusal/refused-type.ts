/** Refusals that concern the object as a whole: its type, and what is left. */
import type { Answer } from '../kubernetes/apiserver/apiserver.ts';
import { TEMPLATE_GENERATION } from '../kubernetes/apiserver/convert.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Refusal } from './refusal.ts';
import type { Problem, ServerText } from '../rule/rule.ts';

const KIND = 'DaemonSet';
const SERVED = 'apps/v1';
const GENERATION: Path = ['metadata', 'annotations', TEMPLATE_GENERATION];

/** Versions that once were served; rule `removed-api` speaks of them. */
export const REMOVED_VERSIONS: readonly string[] = ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'];

/** A kind or version that no server knows: kubectl finds no address to send it to. */
export function refusedType(manifest: Manifest): readonly Refusal[] {
  const { apiVersion } = manifest;
  const node = manifest.node(['kind']);
  const kind = node?.kind === 'string' ? node.value : '';
  const found: Refusal[] = [];
  if (kind !== '' && kind !== KIND) {
    const message = `no server knows the kind ${JSON.stringify(kind)}, so the file cannot be applied: write ${KIND}, in this spelling`;
    found.push({ rule: 'invalid-value', problem: typeProblem('kind', KIND, message, notFound(kind, apiVersion)) });
  }
  if (apiVersion === '') {
    const message = `without apiVersion no server can be asked, so the file cannot be applied: write apiVersion: ${SERVED}`;
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

function notFound(kind: string, apiVersion: string): ServerText {
  return { reason: 'NotFound', field: 'kind', message: `no matches for kind "${kind}" in version "${apiVersion}"` };
}

/** A refusal of which nothing more exact is known than the server's own words. */
export function refusedWhole(manifest: Manifest, { reason = '', message = '' }: Answer, verb: string): Problem {
  const isGeneration = message.includes('strconv.ParseInt') && manifest.has(GENERATION);
  const at = isGeneration ? GENERATION : ['metadata'];
  const mend = isGeneration ? '; remove the annotation, the server writes it' : '';
  return {
    at,
    message: `the API server refuses ${verb}: ${message}${mend}`,
    server: { reason, field: isGeneration ? `metadata.annotations[${TEMPLATE_GENERATION}]` : 'metadata', message },
  };
}
