/** Image references: whether they can be read, and the default of `imagePullPolicy`. */

const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const NAME = `(?:${HOST}/)?${PATH}`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';

const REFERENCE = new RegExp(`^(${NAME})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const ANCHORED_NAME = new RegExp(`^(?:${HOST}/)?(${PATH})$`);
const IDENTIFIER = /^[a-f0-9]{64}$/;
const KNOWN_DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/**
 * The tag of an image reference: `latest` if it has neither tag nor digest, empty if it has only a digest or is
 * invalid. Source: pkg/util/parsers ParseImageName, distribution/reference v0.6.0 ParseNormalizedNamed.
 */
export function imageTag(image: string): string {
  const reference = referenceIn(image);
  if (reference === undefined) return '';
  return reference.tag ?? (reference.digest === undefined ? 'latest' : '');
}

/** Whether the kubelet can parse an image; otherwise its container waits with `InvalidImageName`. */
export function isImageReference(image: string): boolean {
  return referenceIn(image) !== undefined;
}

function referenceIn(image: string): { readonly tag?: string; readonly digest?: string } | undefined {
  if (IDENTIFIER.test(image)) return undefined;
  const { domain, path } = splitDomain(image);
  const repository = path.split(':', 1)[0] ?? '';
  if (repository !== repository.toLowerCase()) return undefined;
  const [, name, tag, digest] = REFERENCE.exec(`${domain}/${path}`) ?? [];
  if (name === undefined) return undefined;
  const remote = ANCHORED_NAME.exec(name)?.[1] ?? '';
  if (remote.length > 255 || (digest !== undefined && !KNOWN_DIGEST.test(digest))) return undefined;
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function splitDomain(image: string): { readonly domain: string; readonly path: string } {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const domain = slash >= 0 && isDomain ? first : 'docker.io';
  const path = slash >= 0 && isDomain ? image.slice(slash + 1) : image;
  if (domain !== 'docker.io' && domain !== 'index.docker.io') return { domain, path };
  return { domain: 'docker.io', path: path.includes('/') ? path : `library/${path}` };
}

/** The default of `imagePullPolicy`. Source: core/v1 SetDefaults_Container. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}
