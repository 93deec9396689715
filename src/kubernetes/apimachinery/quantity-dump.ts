import { quantityOf, type Quantity } from './quantity.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const MASK = 2n ** 64n - 1n;
/** Digits after the point of every arbitrary-precision amount, after rounding to nano. */
const NANO_DIGITS = 9;
const LARGEST_SCALE = 1000;

/**
 * A `resource.Quantity` as spew prints its private fields: the integer, or the arbitrary-precision decimal if the
 * integer is too small, and the source text if it was canonical. In: the text that the API server stores. Source:
 * apimachinery pkg/api/resource/quantity.go.
 */
export function dumpQuantity(value: unknown): string {
  const quantity = storedQuantity(value);
  if (quantity === undefined) return fields('0', 0, '<nil>', '', '');
  const { unscaled, scale, spelling = '', format, big } = quantity;
  return big
    ? fields('0', 0, decimal(quantity), '', format)
    : fields(String(unscaled), scale, '<nil>', spelling, format);
}

function storedQuantity(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? quantityOf(String(value)) : undefined;
}

/** No parsed quantity is finer than a billionth; amounts beyond all bounds are not expanded. */
function inNano(unscaled: bigint, scale: number): bigint {
  return unscaled * 10n ** BigInt(NANO_DIGITS + Math.min(scale, LARGEST_SCALE));
}

/** A stored quantity in billionths, rounded up as Go does; undefined if it is invalid. */
export function nanoOf(value: unknown): bigint | undefined {
  const quantity = storedQuantity(value);
  return quantity && inNano(quantity.unscaled, quantity.scale);
}

/** Whether a stored quantity is above zero. */
export function quantityIsPositive(value: unknown): boolean {
  return (storedQuantity(value)?.unscaled ?? 0n) > 0n;
}

/** An `inf.Dec`. */
function decimal({ unscaled, scale, format }: Quantity): string {
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  const capped = format === 'BinarySI' && magnitude === MAX_INT64 && scale === 0;
  const digits = capped || unscaled === 0n ? 0 : NANO_DIGITS;
  const words: string[] = [];
  for (let rest = digits === 0 ? magnitude : inNano(magnitude, scale); rest > 0n; rest >>= 64n)
    words.push(String(rest & MASK));
  const negative = String(unscaled < 0n);
  return `{unscaled:(big.Int){neg:(bool)${negative} abs:(big.nat)[${words.join(' ')}]} scale:(inf.Scale)${String(digits)}}`;
}

function fields(value: string, scale: number, dec: string, text: string, format: string): string {
  return (
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${String(scale)}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${dec}} s:(string)${text} Format:(resource.Format)${format}}`
  );
}
