import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gateOn, NEWEST, OLDEST, parseMinor, parseRange } from '../../../src/kubernetes/api/release.ts';

test('a gate is on from its minor on', () => {
  assert.equal(gateOn('HostnameOverride', 34), false);
  assert.equal(gateOn('HostnameOverride', 35), true);
  assert.equal(gateOn('AppArmor', OLDEST), true);
  assert.equal(gateOn('ContainerStopSignals', NEWEST), false);
});

for (const text of ['1.36', 'v1.36', '1.36.3', 'v1.36.3', 'v1.36.1-gke.1200+abc']) {
  test(`${text} is minor 36`, () => {
    assert.equal(parseMinor(text), { minor: 36 });
  });
}

for (const [text, problem] of [
  ['1.38', 'Kubernetes 1.38 is not known; the newest known is 1.37'],
  ['1.24.0', 'Kubernetes 1.24 is not known; the oldest known is 1.25'],
  ['2.0', '"2.0" is not a Kubernetes version such as 1.37'],
  ['', '"" is not a Kubernetes version such as 1.37'],
] as const) {
  test(`"${text}" is refused`, () => {
    assert.equal(parseMinor(text), { problem });
  });
}

for (const [text, parsed] of [
  ['1.33..1.36', { minors: [33, 34, 35, 36] }],
  ['v1.30', { minors: [30] }],
  ['1.36..1.33', { problem: 'the range 1.36..1.33 ends before it starts' }],
  ['1.33..1.99', { problem: 'Kubernetes 1.99 is not known; the newest known is 1.37' }],
  ['1.33..1.34..1.35', { problem: '"1.33..1.34..1.35" is not a range such as 1.33..1.37' }],
  ['1.33..', { problem: '"" is not a Kubernetes version such as 1.37' }],
] as const) {
  test(`the range "${text}"`, () => {
    assert.equal(parseRange(text), parsed);
  });
}

test.run();
