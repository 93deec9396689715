import { decodeText } from '../document/decode-text.ts';
import { readDocuments } from '../document/documents.ts';
import { InputError } from '../io/errors.ts';
import { repeatedLine } from '../words/repeated-line.ts';
import { printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { managedFieldsFault, readLive, type Live } from '../kubernetes/apiserver/patch-request.ts';
import { nodeAt, type Node } from '../kubernetes/yaml/node.ts';
import { readShown } from '../io/read-limits.ts';

/** The DaemonSets that a file or dump shows as a cluster has them. Throws InputError when it shows none. */
export function readLiveFile(path: string, minor: number, io: Io): readonly Live[] {
  const shown = path === '-' ? 'standard input' : path;
  const { text, fault, invalid } = decodeText(readShown(path, shown, io));
  if (fault !== undefined) throw new InputError(`${shown}: ${fault.explanation}`);
  const { found, unreadable } = readDocuments({ path: shown, text }, { invalid, everything: true });
  const [broken] = unreadable;
  if (broken !== undefined) throw new InputError(`${shown}: ${broken.fault.explanation}`);
  const isEmptyList = /\nitems:\s*\[\]/.test(text) || (/^\s*\{/.test(text) && /"items":\s*\[\]/.test(text));
  if (found.length === 0 && !isEmptyList)
    throw new InputError(`${shown} holds no DaemonSet: get it with kubectl get ds NAME -o yaml --show-managed-fields`);
  const live = new Map<string, Live>();
  const twice = new Set<string>();
  for (const { root } of found) {
    const each = readLive(root, minor);
    const { namespace = '', name = '' } = each.object.metadata ?? {};
    checkManagers(root, `${shown}: daemonset/${name} in namespace ${namespace}`, minor);
    const key = `${namespace}/${name}`;
    if (live.has(key)) twice.add(key);
    live.set(key, each);
  }
  for (const key of twice) printMessage(repeatedLine(shown, key), io);
  return [...live.values()];
}

/** Throws InputError where who owns what cannot come from a cluster. */
function checkManagers(root: Node, subject: string, minor: number): void {
  const managers = nodeAt(root, ['metadata', 'managedFields']);
  const fault = managers && managedFieldsFault(managers, minor);
  if (fault !== undefined)
    throw new InputError(
      `${subject} has managedFields that ${fault}, so that nobody can say who owns what: get it again with --show-managed-fields`,
    );
}
