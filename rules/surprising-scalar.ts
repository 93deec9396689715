import type { Path } from '../src/kubernetes/yaml/node.ts';
import type { Kind } from '../src/kubernetes/api/schema.ts';
import { defineRule, type Fix } from '../src/rule/rule.ts';
import { scalarsOf } from '../src/facts/typed-scalars.ts';

export default defineRule({
  id: 'surprising-scalar',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An unquoted scalar that YAML reads as a different number than it looks',
  why: `Kubernetes reads YAML 1.1: \`010\` is octal and means 8, \`1_000\` means 1000, \`1e3\` is 1000, \`0x10\` is 16.
The API accepts the number without a warning. A hash such as \`12e45\` is a float, which a text field refuses;
\`12e4567\` is too large for a float and stays text. Modes (\`defaultMode: 0644\`) and exponents of quantities are not
reported.`,
  fix: 'Write the number in plain decimal digits; put text in quotes. `--fix` writes what Kubernetes reads.',
  since: '0.1.0',
  references: [{ title: 'YAML 1.1 integers', url: 'https://yaml.org/type/int.html' }],
  *check(manifest) {
    const { start, end } = manifest.root.span;
    if (manifest.format === 'json' || !SUSPECT.test(manifest.source.text.slice(start, end))) return;
    for (const { node, kind, at } of scalarsOf(manifest)) {
      const written = manifest.source.text.slice(node.span.start, node.span.end);
      if (kind === 'string' && node.kind === 'string' && HASH.test(written)) {
        const message = `${written} is text only because it is too large for a number, and the next hash, such as 12e45, is refused: put it in quotes`;
        yield { at, message, fix: setTo(at, written, 'Put it in quotes') };
      } else if (node.kind === 'number' && NUMBERS.has(kind) && surprises(written, node.literal, kind, at)) {
        const value = Number.isSafeInteger(Number(node.literal)) ? Number(node.literal) : node.literal;
        const message = `${written} is read as ${node.literal}, and the cluster uses that number: write ${node.literal} if you want it, otherwise write the number in decimal digits`;
        yield { at, message, fix: setTo(at, value, `Write ${node.literal}`) };
      }
    }
  },
});

// Every such scalar matches this pattern; most manifests contain no match.
const SUSPECT = /[\s[,{:][-+]?(?:0[0-9xXoObB_]|[0-9][0-9.]*[eE_])/;
const NUMBERS = new Set<Kind>(['int32', 'int64', 'intOrString', 'quantity']);
const PLAIN_NUMBER = /^[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?$/;
const HASH = /^[0-9]+[eE][0-9]+$/;
// Modes are written in octal on purpose.
const MODE = /mode$/i;

function surprises(written: string, literal: string, kind: Kind, at: Path): boolean {
  if (PLAIN_NUMBER.test(written) || /^[*&!]/.test(written)) return false;
  // A quantity may have an exponent, and it does not change the meaning.
  if (kind === 'quantity' && Number(written) === Number(literal)) return false;
  const name = at[at.length - 1];
  return !(typeof name === 'string' && MODE.test(name) && /^0o?[0-7]+$/.test(written));
}

const setTo = (at: Path, value: string | number, title: string): Fix => ({
  title,
  safety: 'safe',
  changes: [{ kind: 'set', at, value }],
});
