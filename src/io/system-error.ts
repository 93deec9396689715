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
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}
