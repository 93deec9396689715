import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import { validateDNSConfig, validateDNSPolicy } from '../../../../src/kubernetes/apiserver/validate/dns.ts';
import { validateHostAliases } from '../../../../src/kubernetes/apiserver/validate/host-aliases.ts';

const shown = ({ field, message }: FieldError) => `${field}: ${message}`;
const BAD_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

test('dnsPolicy', () => {
  const errors = (policy: string) => validateDNSPolicy(policy, FieldPath.root('dnsPolicy')).map(shown);
  for (const policy of ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']) assert.equal(errors(policy), []);
  assert.equal(errors('none'), [
    'dnsPolicy: Unsupported value: "none": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
  ]);
});

type Config = Parameters<typeof validateDNSConfig>[0];

function configErrors(config: Config, policy = 'ClusterFirst', minor = 36): string[] {
  return validateDNSConfig(config, policy, FieldPath.root('dnsConfig'), { minor }).map(shown);
}

test('dnsPolicy None asks for a name server, and for nothing else then', () => {
  const options = [{}];
  assert.equal(configErrors(undefined, 'None'), [
    'dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
  ]);
  assert.equal(configErrors({ options }, 'None'), [
    'dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
  ]);
  assert.equal(configErrors(undefined), []);
  assert.equal(configErrors({}), []);
});

test('dnsConfig', () => {
  const config = { nameservers: ['1.1.1.1', '8.8.8.8', '::1', 'x'], searches: ['.', 'a_b.', 'A'], options: [{}] };
  const [grammar, ...rest] = configErrors(config).slice(2);
  assert.equal(configErrors(config).slice(0, 2), [
    'dnsConfig.nameservers: Invalid value: ["1.1.1.1","8.8.8.8","::1","x"]: must not have more than 3 nameservers',
    `dnsConfig.nameservers[3]: Invalid value: "x": ${BAD_IP}`,
  ]);
  assert.match(grammar ?? '', /^dnsConfig\.searches\[2\]: Invalid value: "A": a lowercase RFC 1123 subdomain must/);
  assert.equal(rest, ['dnsConfig.options[0]: Required value: must not be empty']);
});

test('searches count 32 and 2048 bytes with their spaces, 6 and 256 in 1.25', () => {
  const details = (searches: string[], minor: number) =>
    configErrors({ searches }, 'Default', minor).map((error) => error.replace(/^.*\]: /, ''));
  const names = (count: number, length: number) => Array<string>(count).fill('a'.repeat(length));
  assert.equal(details(names(33, 1), 36), ['must not have more than 32 search paths']);
  assert.equal(details([...names(8, 226), 'b'.repeat(232)], 36), []);
  assert.equal(details([...names(8, 226), 'b'.repeat(233)], 36), [
    'must not have more than 2048 characters (including spaces) in the search list',
  ]);
  assert.equal(details(names(7, 40), 25), [
    'must not have more than 6 search paths',
    'must not have more than 256 characters (including spaces) in the search list',
  ]);
});

test('searches may be a dot or have underscores since 1.33', () => {
  assert.is(configErrors({ searches: ['.', '_a.b'] }, 'Default', 32).length, 2);
  assert.equal(configErrors({ searches: ['.', '_a.b', 'a.'] }, 'Default', 33), []);
});

test('hostAliases', () => {
  const aliases = [{ ip: '1.2.3.4', hostnames: ['a.b', 'a_b'] }, {}];
  const errors = (minor: number) => validateHostAliases(aliases, FieldPath.root('hostAliases'), { minor });
  assert.equal(
    errors(36).map(({ field, detail }) => `${field}: ${detail.slice(0, 40)}`),
    [
      'hostAliases[0].hostnames[1]: a lowercase RFC 1123 subdomain must cons',
      `hostAliases[1].ip: ${BAD_IP.slice(0, 40)}`,
    ],
  );
  assert.equal(
    errors(29).map(({ field, at }) => `${field} at ${at.join('.')}`),
    ['hostAliases.hostnames at hostAliases.0.hostnames.1', 'hostAliases.ip at hostAliases.1.ip'],
  );
});

test.run();
