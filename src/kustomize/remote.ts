/** What kustomize would fetch. Source: kustomize api/internal/git/repospec.go. */
import { isAbsolute, join } from 'node:path';

/** Whether kustomize would fetch a file from the web. Source: IsRemoteFile. */
export function isRemoteFile(path: string): boolean {
  return /^https?:/i.test(path);
}

/** Whether kustomize would clone a repository. Source: git.NewRepoSpecFromURL. */
export function isRepository(path: string): boolean {
  if (isAbsolute(path)) return false;
  const [address = ''] = path.split('?');
  const rest = address.replace(/^git::/i, '');
  const scheme = /^(?:ssh|https?|file):\/\//i.exec(rest)?.[0].toLowerCase() ?? '';
  const behind = rest.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(behind)?.[0] ?? '';
  const host = behind.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(host);
  const isScp = scheme === '' && (user !== '' || isGithub);
  if (scheme === '' && !isScp) return false;
  if (scheme === 'file://') return hasRepository(user + host, true);
  const separator = hostEnd(host, isScp);
  const name = separator < 0 ? host : host.slice(0, separator + 1);
  return (name !== '' || isGithub) && hasRepository(separator < 0 ? '' : host.slice(separator + 1), false);
}

function hostEnd(host: string, isScp: boolean): number {
  const slash = host.indexOf('/');
  if (!isScp) return slash;
  const colon = host.indexOf(':');
  return slash < 0 || (colon > 0 && colon < slash) ? colon : slash;
}

// tryExplicitMarkerSplit
function splitAtMark(path: string): readonly [repository: string, inside: string] | undefined {
  const [git, root, suffix] = [path.indexOf('_git/'), path.indexOf('//'), path.indexOf('.git')];
  if (git >= 0) {
    const end = path.indexOf('/', git + '_git/'.length);
    return end < 0 ? [path, ''] : [path.slice(0, end), path.slice(end + 1)];
  }
  if (root >= 0) return [path.slice(0, root), path.slice(root + 2)];
  if (suffix < 0) return undefined;
  const end = suffix + '.git'.length;
  return [path.slice(0, end), path.slice(end)];
}

// parsePathParts: the repository's path is not empty, and the path inside it does not leave it
function hasRepository(path: string, isFile: boolean): boolean {
  const segments = path.split('/');
  if (!isFile && segments.length < 2 && splitAtMark(path) === undefined) return false;
  const parts = isFile ? [path, ''] : [segments.slice(0, 2).join('/'), segments.slice(2).join('/')];
  const [repository = '', inside = ''] = splitAtMark(path) ?? parts;
  return repository !== '' && !/^\.\.(?:\/|$)/.test(join('.', inside.replace(/^\//, '')));
}
