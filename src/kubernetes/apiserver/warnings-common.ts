/** Shared parts of the warnings about a pod template. Source: pkg/api/pod/warnings.go. */
import type { FieldPath } from '../apimachinery/field-errors.ts';
import { quote } from '../go/strings.ts';
import type { Path } from '../yaml/node.ts';
import { quantityMilliValue, quantityOf } from '../apimachinery/quantity.ts';
import { canonicalQuantity } from '../apimachinery/quantity-text.ts';

/** A warning of the server, and its place. */
export interface Warning {
  readonly text: string;
  readonly at: Path;
}

/** The usual form: `PATH: TEXT`. */
export function warn(path: FieldPath, text: string): Warning {
  return { text: `${path.toString()}: ${text}`, at: path.toPath() };
}

/** Not a whole number, as far as an int64 of thousandths shows: some huge amounts look fractional. */
function isFractional(amount: string): boolean {
  if (/^[0-9]{1,6}(?:[kMG]|[KMG]i)?$/.test(amount)) return false;
  const quantity = quantityOf(amount);
  return quantity !== undefined && quantityMilliValue(quantity) % 1000n !== 0n;
}

/** Amounts of bytes in `resources` that are not whole numbers. */
export function* fractionalWarnings(
  resources: Readonly<Record<string, string | undefined>> | undefined,
  names: readonly string[],
  path: FieldPath,
): Generator<Warning> {
  for (const name of names) {
    const amount = resources?.[name];
    if (amount === undefined || !isFractional(amount)) continue;
    const shown = quote(canonicalQuantity(amount));
    yield warn(path.key(name), `fractional byte value ${shown} is invalid, must be an integer`);
  }
}
