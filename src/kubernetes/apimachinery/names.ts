/**
 * The grammars of names and labels: each function returns the errors of a value, none if it is valid. Lengths are
 * bytes. Sources: apimachinery pkg/util/validation/validation.go, pkg/api/validate/content of 1.36.
 */
import { byteLength } from '../go/strings.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_WITH_UNDERSCORE = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const SUBDOMAIN_WITH_UNDERSCORE_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function isTooLong(value: string, max: number): boolean {
  return value.length * 3 > max && byteLength(value) > max;
}

/** `IsDNS1123Label`. */
export function isDNS1123Label(value: string): string[] {
  const messages = isTooLong(value, 63) ? ['must be no more than 63 characters'] : [];
  if (!LABEL.test(value)) messages.push(SUBDOMAIN.test(value) ? 'must not contain dots' : LABEL_TEXT);
  return messages;
}

const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and " +
  "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
  "'[a-z]([-a-z0-9]*[a-z0-9])?')";

/** `IsDNS1035Label`. */
export function isDNS1035Label(value: string): string[] {
  const messages = isTooLong(value, 63) ? ['must be no more than 63 characters'] : [];
  return LABEL_1035.test(value) ? messages : [...messages, LABEL_1035_TEXT];
}

/** `IsDNS1123Subdomain`; its labels may be of any length. */
export function isDNS1123Subdomain(value: string): string[] {
  const messages = isTooLong(value, 253) ? ['must be no more than 253 characters'] : [];
  if (!SUBDOMAIN.test(value)) messages.push(SUBDOMAIN_TEXT);
  return messages;
}

/** `IsDNS1123SubdomainWithUnderscore`. */
export function isDNS1123SubdomainWithUnderscore(value: string): string[] {
  const messages = isTooLong(value, 253) ? ['must be no more than 253 characters'] : [];
  if (!SUBDOMAIN_WITH_UNDERSCORE.test(value)) messages.push(SUBDOMAIN_WITH_UNDERSCORE_TEXT);
  return messages;
}

/** `IsLabelKey`, also known as `IsQualifiedName`. */
export function isLabelKey(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [
      `a valid label key ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.pop() ?? '';
  const [prefix] = parts;
  const messages = prefix === undefined ? [] : prefixMessages(prefix);
  if (name === '') messages.push('name part must be non-empty');
  else if (isTooLong(name, 63)) messages.push('name part must be no more than 63 bytes');
  if (!QUALIFIED.test(name)) messages.push(`name part ${QUALIFIED_TEXT}`);
  return messages;
}

function prefixMessages(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  const messages = isTooLong(prefix, 253) ? ['prefix part must be no more than 253 bytes'] : [];
  if (!SUBDOMAIN.test(prefix)) messages.push(`prefix part ${SUBDOMAIN_TEXT}`);
  return messages;
}

/** `IsLabelValue`, also known as `IsValidLabelValue`. */
export function isLabelValue(value: string): string[] {
  const messages = isTooLong(value, 63) ? ['must be no more than 63 bytes'] : [];
  if (!LABEL_VALUE.test(value)) messages.push(LABEL_VALUE_TEXT);
  return messages;
}
