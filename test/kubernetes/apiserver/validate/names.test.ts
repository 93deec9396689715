import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as names from '../../../../src/kubernetes/apimachinery/names.ts';
import * as pods from '../../../../src/kubernetes/apiserver/validate/name-grammars.ts';

/** The messages, up to where they tell the grammar. */
const told = (messages: readonly string[]) => messages.map((message) => message.replace(/ (must )?consist .*$/, ' …'));

type Grammar = (value: string) => string[];
const LABEL = 'a lowercase RFC 1123 label …';
const SUBDOMAIN = 'a lowercase RFC 1123 subdomain …';
const LONG = 'must be no more than 253 characters';

const RULES: readonly (readonly [Grammar, readonly string[], readonly (readonly [string, ...string[]])[]])[] = [
  [
    names.isDNS1123Label,
    ['a', '0', 'a-b', 'a--b', 'x'.repeat(63)],
    [
      ['', LABEL],
      ['A', LABEL],
      ['-a', LABEL],
      ['a-', LABEL],
      ['a\n', LABEL],
      ['a.b', 'must not contain dots'],
      ['x'.repeat(64), 'must be no more than 63 characters'],
      ['é'.repeat(32), 'must be no more than 63 characters', LABEL],
      [`${'x'.repeat(62)}.x`, 'must be no more than 63 characters', 'must not contain dots'],
    ],
  ],
  [
    names.isDNS1123Subdomain,
    ['a.b', '0.0', 'x'.repeat(253)],
    [
      ['', SUBDOMAIN],
      ['a..b', SUBDOMAIN],
      ['.a', SUBDOMAIN],
      ['a_b', SUBDOMAIN],
      ['a.-b', SUBDOMAIN],
      ['x'.repeat(254), LONG],
      ['X'.repeat(254), LONG, SUBDOMAIN],
    ],
  ],
  [
    names.isDNS1123SubdomainWithUnderscore,
    ['_a._b', 'a_b', 'a.b'],
    [
      ['__a', SUBDOMAIN],
      ['a_', SUBDOMAIN],
      ['_'.repeat(254), LONG, SUBDOMAIN],
    ],
  ],
  [
    names.isLabelKey,
    ['a', 'A.b_c-d', 'a.b/C', `${'x'.repeat(253)}/${'y'.repeat(63)}`],
    [
      ['', 'name part must be non-empty', 'name part …'],
      ['a b', 'name part …'],
      ['y'.repeat(64), 'name part must be no more than 63 bytes'],
      ['/a', 'prefix part must be non-empty'],
      ['a/', 'name part must be non-empty', 'name part …'],
      ['A/b', `prefix part ${SUBDOMAIN}`],
      [`${'X'.repeat(254)}/b`, 'prefix part must be no more than 253 bytes', `prefix part ${SUBDOMAIN}`],
      ['a/b/c', 'a valid label key …'],
    ],
  ],
  [
    names.isLabelValue,
    ['', 'a', 'A_b.c-d', '5', 'x'.repeat(63)],
    [
      ['-5', 'a valid label must be an empty string or …'],
      ['a b', 'a valid label must be an empty string or …'],
      ['é'.repeat(32), 'must be no more than 63 bytes', 'a valid label must be an empty string or …'],
    ],
  ],
  [
    pods.isValidPortName,
    ['a', 'http-2', '8a', 'x'.repeat(15)],
    [
      ['x'.repeat(16), 'must be no more than 15 characters'],
      ['80', 'must contain at least one letter (a-z)'],
      [
        '',
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
      ['a--b', 'must not contain consecutive hyphens'],
      ['a-', 'must not begin or end with a hyphen'],
      ['a_', 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
    ],
  ],
  [
    pods.isEnvVarName,
    ['A', '_a', '.a', '-', 'a.b-c_d0'],
    [
      ['1A', 'a valid environment variable name …'],
      ['A B', 'a valid environment variable name …'],
      ['', 'a valid environment variable name …'],
      ['.', "must not be '.'"],
      ['..', "must not be '..'"],
      ['..a', "must not start with '..'"],
    ],
  ],
  [
    pods.isRelaxedEnvVarName,
    ['1A', ' ', '~', '..', 'a:b/c'],
    [
      ['', 'environment variable name must be non-empty'],
      ['A=B', 'a valid environment variable name …'],
      ['é', 'a valid environment variable name …'],
      ['A\n', 'a valid environment variable name …'],
      ['\x7f', 'a valid environment variable name …'],
    ],
  ],
  [
    pods.isConfigMapKey,
    ['a', '.a', '-', 'A_b', 'x'.repeat(253)],
    [
      ['', 'a valid config key …'],
      ['a/b', 'a valid config key …'],
      ['x'.repeat(254), LONG],
      ['.', "must not be '.'"],
      ['..', "must not be '..'"],
      ['..x', "must not start with '..'"],
    ],
  ],
  [
    pods.isSubdomainPrefix,
    ['a', 'a-', 'a--', 'a.-', `${'x'.repeat(253)}-`],
    [
      ['-', SUBDOMAIN],
      ['A-b-', SUBDOMAIN],
      ['aé-', SUBDOMAIN],
      [`${'x'.repeat(254)}-`, LONG],
    ],
  ],
];

for (const [grammar, right, wrong] of RULES)
  test(grammar.name, () => {
    for (const value of right) assert.equal(grammar(value), [], value);
    for (const [value, ...messages] of wrong) assert.equal(told(grammar(value)), messages, value);
  });

test('numbers', () => {
  assert.equal([0, 1, 65535, 65536].map(pods.isValidPortNum), [
    ['must be between 1 and 65535, inclusive'],
    [],
    [],
    ['must be between 1 and 65535, inclusive'],
  ]);
  const outside = ['must be between 0 and 2147483647, inclusive'];
  assert.equal([-1, 0, 2147483647, 2147483648n].map(pods.isValidID), [outside, [], [], outside]);
});

test('the grammars are told in the words of 1.36', () => {
  assert.is(
    names.isLabelKey('a b')[0],
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  );
  assert.is(
    names.isDNS1123Subdomain('A')[0],
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  );
});

test.run();
