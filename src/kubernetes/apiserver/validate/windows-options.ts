/** Windows options of a security context. Source: core/validation validateWindowsSecurityContextOptions. */
import type { WindowsSecurityContextOptions } from 'kubernetes-types/core/v1.js';
import { invalid, invalidEach, shownJson } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength } from '../../go/strings.ts';
import { isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { addAll } from '../../go/lists.ts';

const MAX_SPEC = 64 * 1024;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const DNS = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
// eslint-disable-next-line no-control-regex -- the server refuses exactly these
const CONTROL = /[\x00-\x1f\x7f]/;

/** The options, if there are any. */
export function validateWindowsOptions(
  options: Declared<WindowsSecurityContextOptions> | undefined,
  path: FieldPath,
): FieldError[] {
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options ?? {};
  const errors: FieldError[] = [];
  if (name !== undefined) {
    addAll(errors, invalidEach(path.child('gmsaCredentialSpecName'), shownJson(name), isDNS1123Subdomain(name)));
  }
  const at = path.child('gmsaCredentialSpec');
  if (spec === '') errors.push(invalid(at, shownJson(spec), 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && byteLength(spec) > MAX_SPEC) {
    errors.push(invalid(at, shownJson(spec), 'gmsaCredentialSpec size must be under 64 KiB'));
  }
  if (user !== undefined) addAll(errors, invalidEach(path.child('runAsUserName'), shownJson(user), userFaults(user)));
  return errors;
}

function userFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.pop() ?? '';
  const [domain] = parts;
  return [...(domain === undefined ? [] : domainFaults(domain)), ...accountFaults(user)];
}

function domainFaults(domain: string): string[] {
  const faults: string[] = [];
  if (byteLength(domain) >= MAX_DOMAIN) faults.push("runAsUserName's Domain length must be under 256 characters");
  if (!NETBIOS.test(domain) && !DNS.test(domain)) {
    faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  return faults;
}

function accountFaults(user: string): string[] {
  const faults: string[] = [];
  if (user === '') faults.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > MAX_USER)
    faults.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    faults.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return faults;
}
