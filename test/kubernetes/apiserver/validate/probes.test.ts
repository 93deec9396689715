import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from '../../causes-of.ts';

/** Fields of a container, and what kube-apiserver 1.36.3 says to them; nothing where it takes them. */
const IN_CONTAINER: readonly (readonly [string, Part, readonly string[]])[] = [
  ['a probe without handler', { livenessProbe: {} }, ['livenessProbe: Required value: must specify a handler type']],
  [
    'a probe with two handlers; only the first is looked into',
    { livenessProbe: { exec: {}, tcpSocket: { port: 0 }, grpc: { port: 0 } } },
    [
      'livenessProbe.exec.command: Required value',
      'livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
      'livenessProbe.grpc: Forbidden: may not specify more than 1 handler type',
    ],
  ],
  [
    'httpGet',
    {
      readinessProbe: { httpGet: { port: 70000, scheme: 'http', httpHeaders: [{ name: 'X-A' }, { name: 'a b' }, {}] } },
    },
    [
      'readinessProbe.httpGet.port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'readinessProbe.httpGet.scheme: Unsupported value: "http": supported values: "HTTP", "HTTPS"',
      "readinessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      "readinessProbe.httpGet.httpHeaders: Invalid value: \"\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
    ],
  ],
  [
    'ports by name',
    {
      livenessProbe: { tcpSocket: { port: '80' } },
      readinessProbe: { httpGet: { port: '' } },
      startupProbe: { grpc: {} },
    },
    [
      'livenessProbe.tcpSocket.port: Invalid value: "80": must contain at least one letter (a-z)',
      'readinessProbe.httpGet.port: Invalid value: "": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'readinessProbe.httpGet.port: Invalid value: "": must contain at least one letter (a-z)',
      'startupProbe.grpc.port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'no port at all',
    { livenessProbe: { httpGet: {} } },
    ['livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  ],
  [
    'numbers below 0',
    {
      readinessProbe: {
        exec: { command: ['a'] },
        initialDelaySeconds: -1,
        timeoutSeconds: -1,
        periodSeconds: -1,
        successThreshold: -1,
        failureThreshold: -1,
      },
    },
    [
      'readinessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
      'readinessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0',
      'readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
      'readinessProbe.successThreshold: Invalid value: -1: must be greater than or equal to 0',
      'readinessProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'a success threshold where it must be 1',
    {
      livenessProbe: { exec: { command: ['a'] }, successThreshold: 2 },
      startupProbe: { exec: { command: ['a'] }, successThreshold: -1 },
      readinessProbe: { exec: { command: ['a'] }, successThreshold: 2 },
    },
    [
      'livenessProbe.successThreshold: Invalid value: 2: must be 1',
      'startupProbe.successThreshold: Invalid value: -1: must be greater than or equal to 0',
      'startupProbe.successThreshold: Invalid value: -1: must be 1',
    ],
  ],
  [
    'grace periods of probes',
    {
      livenessProbe: { exec: { command: ['a'] }, terminationGracePeriodSeconds: 0 },
      readinessProbe: { exec: { command: ['a'] }, terminationGracePeriodSeconds: 0 },
      startupProbe: { exec: { command: ['a'] }, terminationGracePeriodSeconds: 1 },
    },
    [
      'livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
      'readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
      'readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must not be set for readinessProbes',
    ],
  ],
  [
    'hooks',
    { lifecycle: { postStart: {}, preStop: { sleep: { seconds: 31 }, exec: {} } } },
    [
      'lifecycle.postStart: Required value: must specify a handler type',
      'lifecycle.preStop.exec.command: Required value',
      'lifecycle.preStop.sleep: Forbidden: may not specify more than 1 handler type',
    ],
  ],
  [
    'a sleep as long as the grace period, or of 0 seconds',
    { lifecycle: { postStart: { sleep: {} }, preStop: { sleep: { seconds: 30 } } } },
    [],
  ],
  [
    'a sleep too long, and below 0',
    { lifecycle: { postStart: { sleep: { seconds: 31 } }, preStop: { sleep: { seconds: -1 } } } },
    [
      'lifecycle.postStart.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
      'lifecycle.preStop.sleep: Invalid value: -1: must be non-negative and less than terminationGracePeriodSeconds (30)',
    ],
  ],
  ['a lifecycle without hooks, and a stop signal, which is dropped', { lifecycle: { stopSignal: 'NOPE' } }, []],
];

for (const [title, fields, expected] of IN_CONTAINER)
  test(title, () => {
    assert.equal(errorsOf(withContainer(fields)).map(shownInContainer), expected);
  });

/** Fields of a pod, and what kube-apiserver 1.36.3 says to them. */
const IN_POD: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'a sleep under a negative grace period',
    {
      terminationGracePeriodSeconds: -1,
      containers: [{ name: 'c', image: 'i', lifecycle: { preStop: { sleep: {} } } }],
    },
    [
      'containers[0].lifecycle.preStop.sleep: Invalid value: 0: must be non-negative and less than terminationGracePeriodSeconds (-1)',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
