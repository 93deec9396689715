/** `daemonlint dry-run` with policies in force or an object that is stored already. */
import type { AnswerView, Ask } from './dry-run-answer.ts';
import { readPolicyFiles, requestTime } from '../input/policy-files.ts';
import { decodeText } from '../document/decode-text.ts';
import { readDocuments } from '../document/documents.ts';
import { positionIn } from '../document/source.ts';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import type { DaemonSet, Declared } from '../kubernetes/api/objects.ts';
import { create } from '../kubernetes/apiserver/apiserver.ts';
import { readLive } from '../kubernetes/apiserver/patch-request.ts';
import type { AdmissionAnswer } from '../kubernetes/admission/answer.ts';
import type { PoliciesInForce } from '../kubernetes/admission/dispatch.ts';
import type { User } from '../kubernetes/admission/request.ts';
import { readShown } from '../io/read-limits.ts';

/** What the options say. */
export interface AskOptions {
  readonly minors: readonly number[];
  readonly namespace: string;
  readonly policies: readonly string[];
  readonly old: string | undefined;
  readonly user: User | undefined;
}

/** How documents are answered, and what is wrong with the files of policies. Throws UsageError and InputError. */
export async function askWithPolicies(
  options: AskOptions,
  io: Io,
): Promise<{ readonly ask: Ask; readonly problems: readonly string[] }> {
  const { readPolicies, answerWithPolicies } = await import('../kubernetes/admission/admission.ts');
  const { files, faults: unread } = await readPolicyFiles(options.policies, io);
  const time = requestTime();
  const inForce = new Map<number, PoliciesInForce>();
  const faults = new Set(unread.map(({ message }) => message));
  for (const minor of options.minors) {
    const set = readPolicies(files, { minor, time, complete: true });
    inForce.set(minor, set.inForce);
    for (const { file, offset, message } of set.broken)
      faults.add(`${file.path}:${String(positionIn(file, offset).line)}: ${message}`);
    for (const { file, offset, answer } of set.created)
      if (answer.message !== undefined)
        faults.add(`${file.path}:${String(positionIn(file, offset).line)}: not in force: ${answer.message}`);
  }
  const stored = options.old === undefined ? [] : storedIn(options.old, options, io);
  const ask: Ask = (parsed, request) => {
    const policies = inForce.get(request.minor);
    if (policies === undefined) throw new Error('no policies were read for the minor');
    const old = stored.length === 0 ? undefined : storedAs(create(parsed, request).object);
    return viewOf(answerWithPolicies(parsed, request, policies, { old, user: options.user, time }));
  };
  const storedAs = ({ metadata: sent }: Declared<DaemonSet>): DaemonSet | undefined =>
    stored.find(({ metadata }) => metadata?.name === sent?.name && metadata?.namespace === sent?.namespace);
  return { ask, problems: [...faults] };
}

function viewOf({ answer, admission, denial, warnings }: AdmissionAnswer): AnswerView {
  const unknown = (admission?.verdicts ?? []).filter(({ action }) => action === 'Unknown');
  const unjudged = unknown.map(({ policy, binding, message }) => ({
    policy,
    ...(binding === undefined ? {} : { binding }),
    unknown: message,
  }));
  const more = unjudged.length === 0 ? {} : { unjudged };
  return denial === undefined ? { ...answer, warnings, ...more } : { ...denial, warnings, ...more };
}

/** The DaemonSets of a file as a cluster has them; a manifest that was never applied is taken as if it had been. */
function storedIn(path: string, { minors, namespace }: AskOptions, io: Io): DaemonSet[] {
  const [minor] = minors;
  if (minor === undefined) return [];
  const { text, fault, invalid } = decodeText(readShown(path, path, io));
  if (fault !== undefined) throw new InputError(`${path}: ${fault.explanation}`);
  const { found, unreadable } = readDocuments({ path, text }, { invalid, everything: true });
  const [broken] = unreadable;
  if (broken !== undefined) throw new InputError(`${path}: ${broken.fault.explanation}`);
  if (found.length === 0) throw new InputError(`${path} holds no DaemonSet`);
  return found.map(({ root, parsed }) => {
    const live = readLive(root, minor).object;
    if (live.metadata?.uid !== undefined) return live;
    // It may be of any namespace; -n is for one that names none.
    const { stored, message = '' } = create(parsed, { minor, namespace: live.metadata?.namespace ? '' : namespace });
    if (stored === undefined) throw new InputError(`${path}: the server would not have stored it: ${message}`);
    return stored;
  });
}
