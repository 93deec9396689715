/** Which DaemonSets `kubectl rollout restart` means. Source: cli-runtime pkg/resource builder.go. */
import { isKindAlone, resourceNames } from './daemonset-names.ts';
import { InputError } from '../io/errors.ts';
import { meetsAll, parseSelector } from '../kubernetes/apimachinery/parse-selector.ts';
import { refusal } from '../kubernetes/apiserver/answer.ts';
import type { Live } from '../kubernetes/apiserver/patch-request.ts';
import { compareBytes, quote } from '../kubernetes/go/strings.ts';
import { textAt } from '../kubernetes/go/unstructured.ts';
import { readApplyFile } from '../kubernetes/kubectl/apply-file.ts';
import type { KubectlError } from '../kubernetes/kubectl/kubectl-error.ts';

export interface Choice {
  readonly objects: readonly Live[];
  /** What kubectl could not find or read; the rest is restarted all the same. */
  readonly errors: readonly KubectlError[];
  /** Where nothing was found, which is no error of kubectl. */
  readonly emptyNamespace?: string;
}

export interface Question {
  readonly positionals: readonly string[];
  /** The text of each `-f`, with its name. */
  readonly files: readonly { readonly text: string; readonly source: string }[];
  readonly selector: string | undefined;
  readonly namespace: string | undefined;
  readonly minor: number;
}

/** The chosen ones of `live`, which `dump` showed. Throws UsageError and InputError. */
export function chooseRestarts(question: Question, live: readonly Live[], dump: string): Choice {
  const { positionals, files, selector = '', namespace } = question;
  if (files.length > 0)
    return positionals.length === 0
      ? namedInFiles(question, live, dump)
      : failed('resource/name arguments cannot be provided when a path is specified');
  if (positionals.length === 0) return failed('required resource not specified');
  if (isKindAlone(positionals)) return selected(selector, namespace, live, dump);
  const names = resourceNames(positionals);
  if (selector === '') return all(names.map((name) => findOne({ name, namespace }, live, dump) ?? notFound(name)));
  return failed(
    positionals[0]?.includes('/') === true
      ? 'selectors and the all flag cannot be used when passing resource/name arguments'
      : 'name cannot be provided when a selector is specified',
  );
}

const failed = (text: string): Choice => ({ objects: [], errors: [{ text }] });

const notFound = (name: string): KubectlError => ({
  status: refusal(404, 'NotFound', `daemonsets.apps ${quote(name)} not found`),
});

function all(found: readonly (Live | KubectlError)[]): Choice {
  const objects: Live[] = [];
  const errors: KubectlError[] = [];
  for (const each of found) {
    if ('object' in each) objects.push(each);
    else errors.push(each);
  }
  return { objects, errors };
}

function selected(selector: string, namespace: string | undefined, live: readonly Live[], dump: string): Choice {
  const requirements = parseSelector(selector);
  if ('fault' in requirements) {
    const message = `Unable to find "apps/v1, Resource=daemonsets" that match label selector ${quote(selector)}, field selector "": ${requirements.fault}`;
    return { objects: [], errors: [{ status: refusal(400, 'BadRequest', message) }] };
  }
  const objects = live.filter(
    (each) =>
      (namespace === undefined || namespaceOf(each) === namespace) &&
      meetsAll(requirements, each.object.metadata?.labels),
  );
  const namespaces = [...new Set(objects.map(namespaceOf))].sort();
  if (namespaces.length > 1)
    throw new InputError(`${dump} holds such DaemonSets in the namespaces ${namespaces.join(', ')}: choose with -n`);
  // As the server lists them.
  if (objects.length > 0) return { objects: objects.sort((a, b) => compareBytes(nameOf(a), nameOf(b))), errors: [] };
  const [only, ...more] = new Set(live.map(namespaceOf));
  return { objects, errors: [], emptyNamespace: namespace ?? (more.length > 0 ? undefined : only) ?? 'default' };
}

function namedInFiles({ files, namespace, minor }: Question, live: readonly Live[], dump: string): Choice {
  const choice = { namespace: namespace ?? '', enforced: namespace !== undefined };
  const read = files.flatMap(({ text, source }) => {
    const { objects, errors } = readApplyFile(text, source, choice, minor, 'Ignore');
    return [...objects, ...errors];
  });
  return all(
    read.map((each) => {
      if (!('value' in each)) return each;
      const { value, name, source } = each;
      const kind = textAt(value, 'kind');
      if (kind !== 'DaemonSet')
        throw new InputError(`${source} holds ${kind} ${quote(name)}: this command answers only for DaemonSets`);
      const own = each.namespace === '' ? undefined : each.namespace;
      return findOne({ name, namespace: own }, live, dump) ?? notFound(name);
    }),
  );
}

const nameOf = ({ object }: Live): string => object.metadata?.name ?? '';
const namespaceOf = ({ object }: Live): string => object.metadata?.namespace ?? 'default';

/** Throws InputError when several namespaces have it. */
function findOne(
  { name, namespace }: { readonly name: string; readonly namespace: string | undefined },
  live: readonly Live[],
  dump: string,
): Live | undefined {
  const found = live.filter(
    (each) => each.object.metadata?.name === name && (namespace === undefined || namespaceOf(each) === namespace),
  );
  if (found.length <= 1) return found[0];
  const namespaces = found.map(namespaceOf).sort();
  throw new InputError(
    `${dump} holds ${found.length} DaemonSets called "${name}", in the namespaces ${namespaces.join(', ')}: choose with -n`,
  );
}
