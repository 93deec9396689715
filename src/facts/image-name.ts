/** Image references in parts. Source: distribution/reference, pkg/util/parsers. */
import { isImageReference } from '../kubernetes/apimachinery/image-reference.ts';

export interface ImageName {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The parts of a reference as written; their meaning for a registry is not checked. */
export function splitImage(image: string): ImageName {
  const [rest, digest] = split(image, '@');
  const slash = rest.lastIndexOf('/');
  const colon = rest.indexOf(':', slash + 1);
  if (colon < 0) return { name: rest, tag: undefined, digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

/** A repository as the container runtime knows it: Docker Hub and its `library` can be left out. Source: distribution/reference normalize.go. */
export function repositoryOf(name: string): string {
  const parts = name.split('/');
  const [host = ''] = parts;
  const isHost = parts.length > 1 && (/[.:]/.test(host) || host === 'localhost' || host !== host.toLowerCase());
  if (!isHost) return `docker.io/${parts.length === 1 ? 'library/' : ''}${name}`;
  if (host !== 'docker.io' && host !== 'index.docker.io') return name;
  const path = parts.slice(1);
  return ['docker.io', ...(path.length === 1 ? ['library'] : []), ...path].join('/');
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Why the kubelet refuses a reference (`InvalidImageName`), for people; undefined if it can be pulled. */
export function imageFault(image: string): string | undefined {
  if (isImageReference(image)) return undefined;
  if (/\s/.test(image)) return 'it contains white space';
  if (/^https?:/i.test(image)) return 'it is a URL; a reference has no scheme';
  const { name, tag, digest } = splitImage(image);
  if (digest !== undefined && !DIGEST.test(digest))
    return `"${digest}" is not a digest such as sha256: and 64 hexadecimal digits`;
  if (tag === '') return 'the tag after the colon is missing';
  if (tag !== undefined && !TAG.test(tag)) return `"${tag}" is not a valid tag: letters, digits, "_", "." and "-"`;
  const path = name.slice(name.indexOf('/') + 1);
  return path === path.toLowerCase() ? `"${name}" is not a valid repository name` : 'repository names are lowercase';
}

// A placeholder for a value, alone or between slashes and colons. A real name may begin with "my-".
const PLACEHOLDER =
  /^(?:\[.*\]|@\w+@|IMAGE(?:[_-]?\w+)?|TODO|FIXME|XXX+|CHANGE[-_]?ME|REPLACE[-_]?ME|PLACEHOLDER|_*YOUR_\w+)$|^image(?:[-_]name)?$/;
const PLACEHOLDER_PART =
  /(?:^|[/:@.])(?:\$\w+|__\w+__|@\w+@|\{[\w.-]+\}|your[-_]?(?:docker|container|private)?[-_]?(?:registry|repo(?:sitory)?|image|org(?:ani[sz]ation)?|account|company|domain|namespace|user(?:name)?|project|tag|version|name)(?:[-_.]\w+(?:[-.]\w+)*)?|(?:replace|change)[-_]?(?:me|this))(?=[/:@.]|$)|:(?:tag|version)$/i;

// The same for brackets, which are looked for from the closing one.
const BRACKETED =
  /(?:>(?<=(?:^|[/:@.])<[^>]*>)|\}(?<=(?:^|[/:@.])\$\{[^}]*\})|\)(?<=(?:^|[/:@.])\$\([^)]*\)))(?=[/:@.]|$)/;
const BRACES = /^(?=(.*?(?:(?<![^])|[/:@.])\{\{))\1.*\}\}(?=[/:@.]|(?![^]))/m;
const MARKED = [
  /^(?=(.*?<<))\1.*>>/m,
  /^(?=(.*?\[\[))\1.*\]\]/m,
  /^(?=(.*?\{\{))\1.*\}\}/m,
  /^(?=(.*?\(\())\1.*\)\)/m,
  /^(?=(.*?#\{))\1.*\}#/m,
  /^(?=(.*?\$[({]))\1.*[)}]/m,
  /%\w+%/,
];

// One of these is in every placeholder, and looking for them takes less time than reading the patterns does.
const MARKS: readonly string[] = '< [ { (( $ % @ __ image todo fixme xxx change replace placeholder your :tag :version'
  .split(' ')
  .concat(' ');

/** Marks of template languages, and words instead of a name: neither is ever part of a reference. */
export function isPlaceholder(image: string): boolean {
  const lower = image.toLowerCase();
  if (!MARKS.some((mark) => lower.includes(mark))) return false;
  if ([PLACEHOLDER, PLACEHOLDER_PART, BRACKETED, BRACES].some((part) => part.test(image))) return true;
  return MARKED.some((mark) => mark.test(image)) || /^[A-Z][A-Z_]*(?: [A-Z_]+)+$/.test(image);
}

/** Whether ko (https://ko.build) builds the image and writes its name. */
export function isBuiltByKo(image: string): boolean {
  return image.startsWith('ko://');
}

/** Whether an image is meant to be pulled as it is written, and can be. */
export function isPullable(image: string): boolean {
  return imageFault(image) === undefined && !isPlaceholder(image);
}
