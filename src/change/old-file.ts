/** A state in a file that holds no DaemonSet: nothing is there, or it is no state at all. */
import { basename } from 'node:path';
import { decodeText } from '../document/decode-text.ts';
import { IS_POINTER, isLfsPointer } from '../document/lfs-pointer.ts';
import { typeMetaOf } from '../document/skip-reason.ts';
import { KUSTOMIZATIONS } from '../input/kustomization.ts';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { printMessage } from '../io/print.ts';
import { readNamed } from '../io/read-limits.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';

const GET = 'get it with kubectl get ds NAME -o yaml --show-managed-fields';
/** What other programs read, and make objects of. */
const MADE_FROM: ReadonlySet<string> = new Set([...KUSTOMIZATIONS, 'Chart.yaml']);
const TEMPLATE = /\{\{|\{%|<%/;

/** Says that it holds none. Throws InputError when it cannot be read, or holds no Kubernetes object but something else. */
export function withoutDaemonSet(path: string, io: Io): void {
  const shown = path === '-' ? 'standard input' : path;
  const isMade = MADE_FROM.has(basename(path)) || /\.t(?:ar\.)?gz$/.test(path);
  const problem = isMade ? undefined : problemOf(readNamed(path, io));
  if (problem !== undefined) throw new InputError(`${shown}: ${problem}: ${GET}`);
  printMessage(`${shown} holds no DaemonSet, so that each one is new`, io);
}

/** Why what a file holds is not known, or why it is no state; undefined where it is whole and no DaemonSet is in it. */
export function unknownContents(bytes: Uint8Array): string | undefined {
  if (isLfsPointer(bytes)) return IS_POINTER;
  const { text } = decodeText(bytes);
  if (TEMPLATE.test(text)) return 'it is a template, which is not rendered here';
  return problemOf(bytes);
}

function problemOf(bytes: Uint8Array): string | undefined {
  const { text, fault, invalid } = decodeText(bytes);
  const unread = fault ?? invalid?.first;
  if (unread !== undefined) return unread.explanation;
  if (TEMPLATE.test(text)) return undefined;
  for (const slice of splitDocuments(text)) {
    const { root, fault: broken } = parseDocument(text, slice);
    if (broken !== undefined) return broken.explanation;
    if (root === undefined || root.kind === 'null') continue;
    const kind = root.kind === 'map' ? typeMetaOf(root, 'kind') : undefined;
    if (kind === undefined) return 'it holds no Kubernetes object';
    if (kind === 'Status') return 'it holds the error of a server (kind: Status), no object';
  }
  return undefined;
}
