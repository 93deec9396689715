import type { Node, NumberNode, Path, StringNode } from '../src/kubernetes/node.ts';
import type { Manifest } from '../src/manifest.ts';
import { defineRule, type Problem } from '../src/rule.ts';

export default defineRule({
  id: 'surprising-scalar',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An unquoted scalar that YAML reads as another number than its characters say',
  why: `Kubernetes reads YAML 1.1: \`010\` is octal and means 8, \`1_000\` means 1000, \`1e3\` is 1000, \`0x10\` is 16. The API
takes the number, and nobody is told. A hash such as \`1e5\` or \`12e45\` is a float; \`12e4567\` happens to be too large for
one and stays text. \`defaultMode: 420\` is meant as it stands; \`defaultMode: 0644\` too.`,
  mend: 'Write the number in plain decimal digits; put text in quotes. `--fix` writes what Kubernetes reads.',
  since: '0.1.0',
  references: [{ title: 'YAML 1.1 integers', url: 'https://yaml.org/type/int.html' }],
  *check(manifest) {
    if (manifest.format === 'json') return;
    yield* walk(manifest, manifest.root, []);
  },
});

const PLAIN_NUMBER = /^-?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?$/;
const HASH = /^[0-9]+[eE][0-9]+$/;
// Modes are written in octal on purpose.
const MODE = /mode$/i;

function* walk(manifest: Manifest, node: Node, path: Path): Generator<Problem> {
  if (node.kind === 'map') for (const entry of node.entries) yield* walk(manifest, entry.value, [...path, entry.key]);
  else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) yield* walk(manifest, item, [...path, index]);
  } else if (node.kind === 'number' || node.kind === 'string') yield* judge(manifest, node, path);
}

function* judge(manifest: Manifest, node: NumberNode | StringNode, at: Path): Generator<Problem> {
  const written = manifest.source.text.slice(node.span.start, node.span.end);
  if (node.kind === 'string') {
    if (!HASH.test(written)) return;
    const message = `${written} is text only because it is too large for a number, and the next hash such as 12e45 is refused: put it in quotes`;
    yield {
      at,
      message,
      fix: { title: 'Put it in quotes', safety: 'safe', changes: [{ kind: 'set', at, value: written }] },
    };
    return;
  }
  if (PLAIN_NUMBER.test(written) || written === '' || /^[*&!]/.test(written)) return;
  const name = at[at.length - 1];
  if (typeof name === 'string' && MODE.test(name) && /^0o?[0-7]+$/.test(written)) return;
  if (/^[-+]?[0-9]+\.0*$/.test(written) || /^\+[0-9]+$/.test(written)) return;
  const value = Number.isSafeInteger(Number(node.literal)) ? Number(node.literal) : node.literal;
  yield {
    at,
    message: `${written} is read as ${node.literal}: the API stores that number, not these characters; write ${node.literal}, or quotes if it is text`,
    fix: { title: `Write ${node.literal}`, safety: 'safe', changes: [{ kind: 'set', at, value }] },
  };
}
