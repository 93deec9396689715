import type { Repository } from '../format/format-options.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';

/**
 * The repository and commit of the current directory, as SARIF names them; undefined without a remote called origin. What
 * `--fix` has just rewritten is in no commit yet.
 */
export function provenanceOf(io: Io, isRewritten = false): Repository | undefined {
  const root = repositoryRoot(io.cwd, io);
  if (root === undefined) return undefined;
  const answer = (...args: string[]): string | undefined => {
    const { status, stdout } = io.git(args, root);
    return status === 0 ? new TextDecoder().decode(stdout).trim() : undefined;
  };
  const uri = webAddress(answer('config', '--get', 'remote.origin.url') ?? '');
  if (uri === undefined) return undefined;
  const revision = isRewritten ? undefined : answer('rev-parse', '--verify', '--quiet', 'HEAD');
  const branch = answer('symbolic-ref', '--quiet', '--short', 'HEAD');
  return { uri, ...(revision === undefined ? {} : { revision }), ...(branch === undefined ? {} : { branch }) };
}

const REMOTE =
  /^(?:(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/|(?:[^@/:]+@)?([^@/:]{2,}):(?!\/\/))(.+?)(?:\.git)?\/?$/;

/** Where the remote `url` is on the web, without user, password and port; undefined for a path. */
export function webAddress(url: string): string | undefined {
  const [, host, scpHost, path = ''] = REMOTE.exec(url) ?? [];
  const name = host ?? scpHost;
  return name === undefined ? undefined : encodeURI(`https://${name}/${path.replace(/^\/+/, '')}`);
}
