import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath } from '../../../src/kubernetes/apimachinery/field-errors.ts';
import { addressWarning, canonicalAddress, parseAddress, validateIP } from '../../../src/kubernetes/apimachinery/ip.ts';

const SYNTAX = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const ZEROS = 'must not have leading 0s';
const MAPPED = 'must not be an IPv4-mapped IPv6 address';

/** Text, its canonical form where it parses, and what 1.36 says against it. */
const ADDRESSES: readonly (readonly [string, string | undefined, string?])[] = [
  ['1.2.3.4', '1.2.3.4'],
  ['0.0.0.0', '0.0.0.0'],
  ['010.0.0.0001', '10.0.0.1', ZEROS],
  ['00.0.0.0', '0.0.0.0', ZEROS],
  ['256.1.1.1', undefined, SYNTAX],
  ['1.2.3', undefined, SYNTAX],
  ['1.2.3.4.5', undefined, SYNTAX],
  ['1.2.3.4:80', undefined, SYNTAX],
  ['', undefined, SYNTAX],
  ['host', undefined, SYNTAX],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['FD00::00A', 'fd00::a'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['::ffff:1.2.3.4', '1.2.3.4', MAPPED],
  ['::FFFF:102:304', '1.2.3.4', MAPPED],
  ['::ffff:01.2.3.4', '1.2.3.4', ZEROS],
  ['::00001', '::1', ZEROS],
  ['::12345', undefined, SYNTAX],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:2:3:4:5:6:7:8::', undefined, SYNTAX],
  ['1:2:3:4:5:6:7:1.2.3.4', undefined, SYNTAX],
  ['1:2:3:4:5:6:7', undefined, SYNTAX],
  ['1::2::3', undefined, SYNTAX],
  ['1:::2', undefined, SYNTAX],
  [':1', undefined, SYNTAX],
  ['1:', undefined, SYNTAX],
  ['::1.2.3.4:5', undefined, SYNTAX],
  ['::1.2.3', undefined, SYNTAX],
  ['fe80::1%eth0', undefined, SYNTAX],
  ['[::1]', undefined, SYNTAX],
  ['::1 ', undefined, SYNTAX],
];

for (const [text, canonical, problem] of ADDRESSES)
  test(`"${text}"`, () => {
    const address = parseAddress(text);
    assert.is(address === undefined ? undefined : canonicalAddress(address), canonical);
    const details = (minor: number) => validateIP(text, FieldPath.root('ip'), minor).map(({ detail }) => detail);
    assert.equal(details(36), problem === undefined ? [] : [problem]);
    assert.equal(details(35), problem === SYNTAX ? [SYNTAX] : []);
  });

for (const [text, minor, warning] of [
  ['1.2.3.4', 36, undefined],
  ['fd00::a', 36, undefined],
  ['host', 36, undefined],
  ['FD00::A', 36, 'IPv6 address "FD00::A" should be in RFC 5952 canonical format ("fd00::a")'],
  ['01.2.3.4', 36, 'non-standard IP address "01.2.3.4" is invalid: use "1.2.3.4"'],
  [
    '::ffff:1.2.3.4',
    35,
    'non-standard IP address "::ffff:1.2.3.4" will be considered invalid in a future Kubernetes release: use "1.2.3.4"',
  ],
] as const)
  test(`warning about "${text}" in 1.${String(minor)}`, () => {
    assert.is(addressWarning(text, minor), warning);
  });

test.run();
