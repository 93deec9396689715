/** DNS settings of a pod. Source: core/validation validateDNSPolicy, validatePodDNSConfig. */
import type { PodDNSConfig } from 'kubernetes-types/core/v1.js';
import {
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength } from '../../go/strings.ts';
import { validateIP } from '../../apimachinery/ip.ts';
import { isDNS1123Subdomain, isDNS1123SubdomainWithUnderscore } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import type { ValidationOptions } from './options.ts';
import { addAll } from '../../go/lists.ts';

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const MAX_NAMESERVERS = 3;

/** `dnsPolicy`, which is never empty after defaulting. */
export function validateDNSPolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === undefined || policy === '') return [required(path)];
  return POLICIES.includes(policy) ? [] : [notSupported(path, shownJson(policy), POLICIES)];
}

/** `dnsConfig` with a `dnsPolicy`. */
export function validateDNSConfig(
  config: Declared<PodDNSConfig> | undefined,
  policy: string | undefined,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const nameservers = config?.nameservers ?? [];
  if (policy === 'None') {
    if (config === undefined) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    if (nameservers.length === 0) return [required(path.child('nameservers'), detail)];
  }
  if (config === undefined) return [];
  return [
    ...validateNameservers(nameservers, path.child('nameservers'), options.minor),
    ...validateSearches(config.searches ?? [], path.child('searches'), options),
    ...(config.options ?? []).flatMap((option, i) =>
      (option.name ?? '') === '' ? [required(path.child('options').index(i), 'must not be empty')] : [],
    ),
  ];
}

function validateNameservers(nameservers: readonly string[], path: FieldPath, minor: number): FieldError[] {
  const errors = nameservers.flatMap((server, i) => validateIP(server, path.index(i), minor));
  if (nameservers.length <= MAX_NAMESERVERS) return errors;
  return [invalid(path, shownJson(nameservers), 'must not have more than 3 nameservers'), ...errors];
}

function validateSearches(searches: readonly string[], path: FieldPath, options: ValidationOptions): FieldError[] {
  const expanded = gateOn('ExpandedDNSConfig', options.minor);
  const [maxPaths, maxBytes] = expanded ? [32, 2048] : [6, 256];
  const errors: FieldError[] = [];
  if (searches.length > maxPaths)
    errors.push(invalid(path, shownJson(searches), `must not have more than ${String(maxPaths)} search paths`));
  if (byteLength(searches.join(' ')) > maxBytes) {
    const detail = `must not have more than ${String(maxBytes)} characters (including spaces) in the search list`;
    errors.push(invalid(path, shownJson(searches), detail));
  }
  const relaxed = relaxedSearches(options);
  for (const [i, search] of searches.entries()) {
    if (relaxed && search === '.') continue;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    const messages = relaxed ? isDNS1123SubdomainWithUnderscore(name) : isDNS1123Subdomain(name);
    addAll(errors, invalidEach(path.index(i), shownString(name), messages));
  }
  return errors;
}

function relaxedSearches(options: ValidationOptions): boolean {
  return options.allowRelaxedDNSSearches === true || gateOn('RelaxedDNSSearchValidation', options.minor);
}
