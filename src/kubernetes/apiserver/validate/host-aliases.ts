/** Lines for the pod's /etc/hosts. Source: core/validation ValidateHostAliases. */
import type { HostAlias } from 'kubernetes-types/core/v1.js';
import { invalidEach, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateIP } from '../../apimachinery/ip.ts';
import { isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';

/** `hostAliases`; up to 1.29 the server omits the indexes in its paths. */
export function validateHostAliases(
  aliases: readonly Declared<HostAlias>[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const indexed = since('indexesHostAliases', options.minor);
  return aliases.flatMap(({ ip = '', hostnames = [] }, i) => {
    const alias = indexed ? path.index(i) : path.hidden(i);
    const names = alias.child('hostnames');
    return [
      ...validateIP(ip, alias.child('ip'), options.minor),
      ...hostnames.flatMap((name, j) =>
        invalidEach(indexed ? names.index(j) : names.hidden(j), shownString(name), isDNS1123Subdomain(name)),
      ),
    ];
  });
}
