/** Amounts as strings in an object. Source: apimachinery pkg/api/resource quantity.go UnmarshalJSON, String. */
import {
  compareQuantities,
  formatQuantity,
  quantityMilliValue,
  quantityOf,
  quantityValue,
  type Quantity,
} from './quantity.ts';

/** The text that the server stores for `text`. */
export function canonicalQuantity(text: string): string {
  const value = quantityOf(text);
  return value === undefined ? text : formatQuantity(value);
}

/**
 * The text that is read as `value` again: the stored text, or `source` if that would overflow. The server validates the
 * value that it has read, before the value is printed and read again.
 */
export function faithfulText(value: Quantity, source: string): string {
  const text = formatQuantity(value);
  if (text === source) return text;
  const again = quantityOf(text);
  return again !== undefined && actsAs(again, value) ? text : source;
}

function actsAs(a: Quantity, b: Quantity): boolean {
  if (compareQuantities(a, b) !== 0) return false;
  return quantityValue(a) === quantityValue(b) && quantityMilliValue(a) === quantityMilliValue(b);
}
