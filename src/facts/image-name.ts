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
