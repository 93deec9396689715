/** Certificates and trust bundles in a projected volume. Source: core/validation validateProjectionSources, names.go. */
import type { ClusterTrustBundleProjection } from 'kubernetes-types/core/v1.js';
import {
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
  tooLong,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength, quote, toLower } from '../../go/strings.ts';
import { selectorJson, validateLabelSelector } from '../../apimachinery/label-selector.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelKey } from '../../apimachinery/names.ts';
import type { Declared, PodCertificateProjection } from '../../api/objects.ts';
import { validateAnnotationBytes } from './annotations.ts';
import { validateLocalPath, validateUser } from './volume-paths.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

/** Takes a path of the volume; one that was taken before is reported at the volume itself. */
export type Claim = (file: string, shown: string, at: FieldPath) => FieldError[];

type Bundle = Declared<ClusterTrustBundleProjection>;
type Certificate = Declared<PodCertificateProjection>;

/** `clusterTrustBundle`: one bundle by its name, or all of a signer. */
export function validateTrustBundle(bundle: Bundle, path: FieldPath, claim: Claim, minor: number): FieldError[] {
  const { path: file = '' } = bundle;
  const at = path.child('path');
  return [
    ...validateBundleChoice(bundle, path, minor),
    ...(file === '' ? [required(at)] : []),
    ...validateUser(bundle.user, path.child('user')),
    ...validateLocalPath(file, at),
    // Unlike other sources, one without a path takes the empty one.
    ...claim(file, file, at),
  ];
}

function validateBundleChoice(bundle: Bundle, path: FieldPath, minor: number): FieldError[] {
  const { name, signerName, labelSelector } = bundle;
  if (name !== undefined && signerName !== undefined) {
    return [invalid(path, shownJson(asGo(bundle, minor)), 'only one of name and signerName may be used')];
  }
  if (name !== undefined) {
    const errors = name === '' ? [required(path.child('name'), 'must be a valid object name')] : [];
    const faults = isTrustBundleName(name).map((fault) => `not a valid clustertrustbundlename: ${fault}`);
    addAll(errors, invalidEach(path.child('name'), shownString(name), faults));
    if (labelSelector === undefined) return errors;
    const detail = 'labelSelector must be unset if name is specified';
    return [...errors, invalid(path.child('labelSelector'), shownJson(selectorJson(labelSelector)), detail)];
  }
  if (signerName === undefined) return [required(path, 'either name or signerName must be specified')];
  const at = path.child('signerName');
  return [
    ...(signerName === '' ? [required(at, 'must be a valid signer name')] : []),
    ...validateSignerName(signerName, at),
    ...validateLabelSelector(labelSelector, path.child('labelSelector'), { minor }),
  ];
}

/** As Go prints the server's own type, which has no JSON names. */
function asGo({ name, signerName, labelSelector, optional, path = '', user }: Bundle, minor: number): object {
  return {
    Name: name ?? null,
    SignerName: signerName ?? null,
    LabelSelector: labelSelector === undefined ? null : selectorJson(labelSelector),
    Optional: optional ?? null,
    Path: path,
    ...(since('printsBundleUsers', minor) ? { User: user ?? null } : {}),
  };
}

/** `ValidateClusterTrustBundleName`, for the signer that the name itself begins with. */
function isTrustBundleName(name: string): string[] {
  const split = name.lastIndexOf(':');
  if (split < 0) return isDNS1123Subdomain(name);
  if (split === 0) return ['ClusterTrustBundle without signer name must not have ":" in its name'];
  const signer = name.slice(0, split).replaceAll(':', '/');
  const prefix = `${signer.replaceAll('/', ':')}:`;
  if (!name.startsWith(prefix)) {
    return [`ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`];
  }
  return isDNS1123Subdomain(name.slice(prefix.length));
}

/** A domain, a slash, and the label, dot and subdomain of a resource. */
const MOST_SIGNER_BYTES = 253 + 1 + 63 + 1 + 253;

/** `ValidateSignerName`: a domain and a path, `example.com/signer`. */
function validateSignerName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path)];
  const [domain = '', signer = '', ...more] = name.split('/');
  if (!name.includes('/') || more.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(path, shownString(name), detail)];
  }
  const errors: FieldError[] = byteLength(domain) > 253 ? [tooLong(path, 253)] : [];
  addAll(errors, validateLabels(domain, isDNS1123Label, path));
  if (!domain.includes('.')) {
    const detail = 'should be a domain with at least two segments separated by dots';
    errors.push(invalid(path, shownString(domain), detail));
  }
  addAll(errors, validateLabels(signer, isDNS1123Subdomain, path));
  if (byteLength(name) > MOST_SIGNER_BYTES) errors.push(tooLong(path, MOST_SIGNER_BYTES));
  return errors;
}

/** What is wrong with the first wrong one of the parts between the dots. */
function validateLabels(text: string, grammar: (label: string) => string[], path: FieldPath): FieldError[] {
  const label = text.split('.').find((part) => grammar(part).length > 0);
  if (label === undefined) return [];
  const faults = grammar(label).map((fault) => `validating label ${quote(label)}: ${fault}`);
  return invalidEach(path, shownString(text), faults);
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const DAY = 24 * 60 * 60;

/** `podCertificate`: who signs which kind of key for how long, and at least one file. */
export function validatePodCertificate(certificate: Certificate, path: FieldPath, claim: Claim): FieldError[] {
  const { signerName = '', keyType = '', userAnnotations, user } = certificate;
  const errors = validateSignerName(signerName, path.child('signerName'));
  if (userAnnotations !== undefined) {
    addAll(errors, validateUserAnnotations(userAnnotations, path.child('userAnnotations')));
  }
  addAll(errors, validateUser(user, path.child('user')));
  if (!KEY_TYPES.includes(keyType)) {
    errors.push(notSupported(path.child('keyType'), shownString(keyType), KEY_TYPES));
  }
  addAll(errors, validateExpiration(certificate, path.child('maxExpirationSeconds')));
  return [...errors, ...validateCertificatePaths(certificate, path, claim)];
}

function validateExpiration(
  { signerName = '', maxExpirationSeconds: seconds }: Certificate,
  path: FieldPath,
): FieldError[] {
  if (seconds === undefined) return [];
  const [host = ''] = signerName.split('/');
  const most = host === 'kubernetes.io' || host.endsWith('.kubernetes.io') ? DAY : 91 * DAY;
  const errors: FieldError[] = [];
  if (seconds < 3600) {
    errors.push(invalid(path, shownPlain(seconds), 'if provided, maxExpirationSeconds must be >= 3600'));
  }
  if (seconds > most) {
    const detail = `if provided, maxExpirationSeconds must be <= ${String(most)}`;
    errors.push(invalid(path, shownPlain(seconds), detail));
  }
  return errors;
}

function validateCertificatePaths(certificate: Certificate, path: FieldPath, claim: Claim): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = certificate[field] ?? '';
    if (file === '') continue;
    count++;
    addAll(errors, validateLocalPath(file, path.child(field)));
    addAll(errors, claim(file, file, path.child(field)));
  }
  if (count > 0) return errors;
  return [required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath')];
}

/** `ValidateUserAnnotations`: every key has a domain. */
function validateUserAnnotations(
  annotations: Readonly<Record<string, string | undefined>>,
  path: FieldPath,
): FieldError[] {
  const errors = Object.keys(annotations).flatMap((key) => validatePrefixedKey(toLower(key), path));
  return [...errors, ...validateAnnotationBytes(annotations, path)];
}

/** `IsDomainPrefixedKey`. */
function validatePrefixedKey(key: string, path: FieldPath): FieldError[] {
  if (key === '') return [required(path)];
  const faults = isLabelKey(key);
  if (faults.length > 0) return invalidEach(path, shownString(key), faults);
  const detail = 'must be a domain-prefixed key (such as "acme.io/foo")';
  return key.includes('/') ? [] : [invalid(path, shownString(key), detail)];
}
