import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityOf,
  quantitySign,
  quantityValue,
  roundUpToMilli,
  type Quantity,
} from '../../../src/kubernetes/apimachinery/quantity.ts';

function quantity(text: string): Quantity {
  const found = quantityOf(text);
  assert.ok(found, text);
  return found;
}

/** Text as written, as stored, and as stored among limits (rounded up to milli) where that differs. */
const STORED: readonly (readonly [string, string, string?])[] = [
  ['0', '0'],
  ['-0', '0'],
  ['00', '0'],
  ['+', '0'],
  ['.', '0'],
  ['m', '0'],
  ['Ki', '0'],
  ['  100m ', '100m'],
  ['+1', '+1'],
  ['00100m', '00100m'],
  ['1.500', '1.500'],
  ['1.', '1.'],
  ['1.Gi', '1.Gi'],
  ['1e3', '1e3'],
  ['1E3', '1E3'],
  ['1e+3', '1e+3'],
  ['1e4', '10e3'],
  ['100e-4', '10e-3'],
  ['12000', '12k'],
  ['1000m', '1'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['1024Ki', '1Mi'],
  ['1000Mi', '1000Mi'],
  ['1025Ki', '1025Ki'],
  ['8Ki', '8Ki'],
  ['1.1Ki', '1126400m'],
  ['0.0001Ki', '102400u', '103m'],
  ['1e22', '10e21'],
  ['8Ei', '9223372036854775807'],
  ['-8Ei', '-9223372036854775807'],
  ['1000E', '1'],
  ['100000E', '100'],
  ['1e21', '1e21'],
  ['1e4294967297', '10'],
  ['0.0001', '100u', '1m'],
  ['100u', '100u', '1m'],
  ['0.1n', '1n', '1m'],
  ['-0.1n', '-1n', '-1m'],
  ['1.0001', '1000100u', '1001m'],
  ['1234567890123456789012', '1234567890123456789012'],
];

test('stored texts', () => {
  for (const [text, stored, rounded = stored] of STORED) {
    assert.is(formatQuantity(quantity(text)), stored, text);
    assert.is(formatQuantity(roundUpToMilli(quantity(text))), rounded, `${text} as a limit`);
    assert.is(formatQuantity(quantity(stored)), stored, `${stored} read again`);
  }
});

const FAULTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /regular expression/,
    ['', ' ', '1.2.3', '1e3m', '1 Gi', '0x10', '10MB', '1_0', '\u0661', 'true', '{}', '1\u200b', '1Z'],
  ],
  [/suffix/, ['--1', '+-1', '1mm', '1i', '1K', '1e', '1ee3', '1iK', '1Kim', '1e99999999999999999999']],
  [/numeric part/, ['Pi', '-Pi', '.Pi']],
  [/too small/, ['1e1000000000000', '1e-5000']],
];

test('faults', () => {
  for (const [message, texts] of FAULTS)
    for (const text of texts) {
      const parsed = parseQuantity(text);
      assert.match('fault' in parsed ? parsed.fault : 'none', message, text);
    }
});

test('comparison goes by the amount, however far the scales are apart', () => {
  const ascending = ['-1e2000', '-1', '-1n', '0', '1n', '1m', '0.5', '1', '1023', '1Ki', '1e18', '1Ei', '1e999999999'];
  for (const [i, a] of ascending.entries())
    for (const [j, b] of ascending.entries())
      assert.is(Math.sign(compareQuantities(quantity(a), quantity(b))), Math.sign(i - j), `${a} and ${b}`);
  for (const [a, b] of [
    ['1024Ki', '1Mi'],
    ['1000m', '1e0'],
    ['0', '-0'],
    ['1.50', '1500m'],
  ] as const)
    assert.is(compareQuantities(quantity(a), quantity(b)), 0, `${a} and ${b}`);
  assert.equal(
    ['-1', '0', '2'].map((text) => quantitySign(quantity(text))),
    [-1, 0, 1],
  );
});

test('sums keep the format of the first amount that is not zero', () => {
  const sum = (a: string, b: string) => formatQuantity(addQuantities(quantity(a), quantity(b)));
  assert.is(sum('100m', '200m'), '300m');
  assert.is(sum('1Ki', '1k'), '2024');
  assert.is(sum('0', '1Ki'), '1Ki');
  assert.is(sum('1Gi', '1Gi'), '2Gi');
  assert.is(sum('1e3', '0'), '1e3');
  assert.is(sum('9223372036854775807', '1'), '9223372036854775808');
});

test('whole units round up, and wrap as an int64 does', () => {
  assert.is(quantityValue(quantity('1500m')), 2n);
  assert.is(quantityValue(quantity('-1500m')), -2n);
  assert.is(quantityValue(quantity('2Mi')), 2097152n);
  assert.is(quantityValue(quantity('10E')), 0n);
  assert.is(quantityMilliValue(quantity('1u')), 1n);
  assert.is(quantityMilliValue(quantity('1.5')), 1500n);
  const fractional = (text: string) => quantityMilliValue(quantity(text)) % 1000n !== 0n;
  for (const text of ['9Pi', '10Pi', '1Ei', '7Ei', '9223372036854776', '12345678901234k', '12345678901234567', '1.5'])
    assert.ok(fractional(text), text);
  for (const text of ['8Pi', '10P', '20P', '1E', '10E', '8Ei', '9300T', '12345678901G', '1'])
    assert.not.ok(fractional(text), text);
});

test.run();
