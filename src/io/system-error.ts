const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'no such file or directory',
  ELOOP: 'too many levels of symbolic links',
  ENXIO: 'not a regular file',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on the device',
};

/** The system's reason for a failed read or write, in words. */
export function reasonOf(error: unknown): string {
  return WORDS[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** The system's name of an error: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
