/** Expressions that are made to take forever, or more memory than there is: each ends, by its cost or by a limit. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PolicyCompiler } from '../../../src/kubernetes/admission/environments.ts';
import { NEWEST } from '../../../src/kubernetes/api/release.ts';
import { CelError } from '../../../src/cel/values.ts';

const hostile = suite('hostile expressions');

/** The outcome of an expression: a value, an error, or why it does not compile. */
function outcomeOf(text: string): string {
  const compiler = new PolicyCompiler({ minor: NEWEST, expressions: 'stored', hasParams: false, composed: false });
  const compiled = compiler.compile(text, 'validation');
  if (!('program' in compiled)) return compiled.detail;
  const { value } = compiled.program.run(() => undefined);
  // What it turned on is found within bounds too.
  compiled.program.explain(
    () => undefined,
    () => [],
  );
  return value instanceof CelError ? value.message : JSON.stringify(value);
}

const COST = /^operation cancelled: actual cost limit exceeded$/;
const LIMIT = /limit|recursion|exceed/i;
const ENDS = /^(?:true|false)$/;

const CASES: readonly (readonly [what: string, text: string, outcome: RegExp])[] = [
  [
    'nested loops',
    'lists.range(3000).all(a, lists.range(3000).all(b, lists.range(3000).all(c, a + b + c >= 0)))',
    COST,
  ],
  ['an endless list', 'lists.range(1000000000).size() > 0', /exceeds maximum allowed/],
  ['each element against each other', 'lists.range(100000).distinct().size() > 0', COST],
  ['lists against each other', 'sets.contains(lists.range(1000000), lists.range(1000000))', COST],
  ['both ways', 'sets.equivalent(lists.range(100000), lists.range(100000))', COST],
  ['without a type', 'dyn(lists.range(100000)).distinct().size() > 0', COST],
  ['a list within a list', 'lists.range(1000).all(x, x in lists.range(1000000))', COST],
  ['sorting', 'lists.range(1000000).sort().size() > 0', COST],
  [
    'a list grown by a macro',
    `[${'1,'.repeat(100)}1].map(a, lists.range(100).map(b, lists.range(100).map(c, [a, b, c]))).size() > 0`,
    COST,
  ],
  [
    'text times text',
    `"${'a'.repeat(2000)}".replace("a", "${'a'.repeat(2000)}").replace("a", "${'a'.repeat(2000)}").size() > 0`,
    COST,
  ],
  ['joined text', 'lists.range(1000000).map(x, "a").join("").size() > 0', COST],
  ['backtracking', `"${'a'.repeat(20_000)}".matches("(a+)+$b")`, ENDS],
  [
    'a pattern that grows',
    '"a".matches("(((a{1,1000}){1,1000}){1,1000})")',
    /invalid repeat count|invalid matches argument|repeat/,
  ],
  ['digits', '"%.1000000000f".format([1.0]) != ""', ENDS],
  ['digits of an exponent', '"%.100000000e".format([1.0]) != ""', ENDS],
  ['an exponent', 'quantity("1e1000000000").isGreaterThan(quantity("1"))', ENDS],
  ['depth', `${'('.repeat(5000)}true${')'.repeat(5000)}`, LIMIT],
  ['deep lists', `${'['.repeat(3000)}${']'.repeat(3000)} == []`, LIMIT],
  ['deep choices', `${'true ? true : '.repeat(5000)}true`, LIMIT],
  ['many fields', `object${'.a'.repeat(20_000)} == 1`, LIMIT],
  ['length', `"${'a'.repeat(200_000)}" == ""`, LIMIT],
  ['maps of maps', `lists.range(5)${'.map(a, a)'.repeat(30)}.all(a, a < 4)`, ENDS],
];

for (const [what, text, expected] of CASES)
  hostile(what, () => {
    assert.match(outcomeOf(text), expected);
  });

hostile.run();
