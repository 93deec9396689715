/** The rounding of amounts among the defaults. Source: pkg/apis/core/v1/defaults.go SetDefaults_ResourceList. */
import { compareQuantities, formatQuantity, quantityOf, roundUpToMilli } from '../apimachinery/quantity.ts';

/** Rounds each amount up to thousandths, in place. */
export function roundUp(amounts: Record<string, string | undefined> | undefined): void {
  for (const [name, text] of Object.entries(amounts ?? {})) {
    const quantity = text === undefined || WHOLE.test(text) ? undefined : quantityOf(text);
    if (amounts === undefined || quantity === undefined) continue;
    const rounded = roundUpToMilli(quantity);
    if (compareQuantities(rounded, quantity) !== 0) amounts[name] = formatQuantity(rounded);
  }
}

/** Plain amounts, which are never rounded. */
const WHOLE = /^[0-9]{1,15}(?:[mkMGT]|[KMG]i)?$/;
