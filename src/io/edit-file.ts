/** Writing a new text over a file of somebody's, so that nothing of it is lost whatever happens meanwhile. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from './errors.ts';
import { codeOf, reasonOf } from './system-error.ts';
import { isInside } from './work-tree.ts';

const CHANGED = 'it was changed meanwhile: run --fix again';

/**
 * Replaces `before` by `after` in the file at `path`, which keeps its owner, mode and hard links: in one step where a
 * rename can do that, otherwise in place, with a copy beside it until it is done. Throws InputError with the reason, and
 * leaves the file alone, when it holds something else by now, is read-only, or leads out of the folder `within`.
 */
export function editFile(path: string, before: Uint8Array, after: Uint8Array, within: string): void {
  const target = realpathSync.native(path);
  if (!isInside(target, realpathSync.native(within)))
    throw new InputError(`it is a link to ${target}, outside of ${within}`);
  const stats = statSync(target);
  if (!stats.isFile()) throw new InputError('it is not a regular file');
  if (!isWritable(target, stats)) throw new InputError('it is read-only');
  const draft = beside(target, after, stats);
  const isUnchanged = (): boolean => Buffer.compare(readFileSync(target), before) === 0;
  try {
    if (!isUnchanged()) throw new InputError(CHANGED);
    if (stats.nlink === 1 && keepsOwner(draft, stats) && rename(draft, target)) return;
  } finally {
    rmSync(draft, { force: true });
  }
  writeInPlace(target, before, after, stats);
}

// Root may write everything: the mode says what its owner wants.
function isWritable(path: string, { mode }: Stats): boolean {
  if ((mode & 0o222) === 0) return false;
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A new file beside `target` that nobody else can have put there; its path. */
function beside(target: string, bytes: Uint8Array, { mode }: Stats): string {
  const path = join(
    dirname(target),
    `.${basename(target).slice(0, 64)}.daemonlint-${process.pid}-${process.hrtime.bigint().toString(36)}`,
  );
  try {
    // `wx`: opened exclusively, and not through a link.
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600, flush: true });
    chmodSync(path, mode & 0o7777);
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw new InputError(`no file can be written beside it: ${reasonOf(error)}`);
  }
}

/** Gives a draft the owner and the mode of what it replaces; false where that is not allowed. */
function keepsOwner(draft: string, { uid, gid, mode }: Stats): boolean {
  const own = statSync(draft);
  if (own.uid === uid && own.gid === gid) return true;
  try {
    chownSync(draft, uid, gid);
    // Some systems clear bits of the mode with the owner.
    chmodSync(draft, mode & 0o7777);
    return true;
  } catch {
    return false;
  }
}

/** The file can be written, but nothing can be moved over it (a mounted file). */
const NOT_OVER = new Set(['EACCES', 'EBUSY', 'EPERM', 'EXDEV']);

function rename(draft: string, target: string): boolean {
  try {
    renameSync(draft, target);
    return true;
  } catch (error) {
    if (NOT_OVER.has(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/** The file holds neither its old text nor the new one. */
class TornError extends Error {}

function writeInPlace(target: string, before: Uint8Array, after: Uint8Array, stats: Stats): void {
  const copy = beside(target, before, stats);
  try {
    replaceBytes(target, before, after);
  } catch (error) {
    if (error instanceof TornError) throw new InputError(`${error.message}; what it held is in ${copy}`);
    rmSync(copy, { force: true });
    throw error;
  }
  rmSync(copy, { force: true });
}

function replaceBytes(target: string, before: Uint8Array, after: Uint8Array): void {
  const descriptor = openSync(target, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if (Buffer.compare(readFileSync(descriptor), before) !== 0) throw new InputError(CHANGED);
    try {
      overwrite(descriptor, after);
    } catch (error) {
      restore(descriptor, before, reasonOf(error));
      throw error;
    }
  } finally {
    closeSync(descriptor);
  }
}

function restore(descriptor: number, bytes: Uint8Array, reason: string): void {
  try {
    overwrite(descriptor, bytes);
  } catch {
    throw new TornError(reason);
  }
}

function overwrite(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
  ftruncateSync(descriptor, bytes.length);
  fsyncSync(descriptor);
}
