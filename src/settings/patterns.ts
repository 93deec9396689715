/** What the texts of a configuration have to match, and how a fault says it. The schema is made from these. */
import { NEWEST } from '../kubernetes/api/release.ts';

/** One minor, or a range of them. */
export const MINORS = '^v?1\\.[0-9]{1,4}(\\.\\.v?1\\.[0-9]{1,4})?$';

/** A number of nodes, or a share of them as Kubernetes takes it for a budget. */
export const BUDGET = '^([0-9]{1,9}|(100|[0-9]{1,2})%)$';

/** The same, where the share may have decimals. */
export const SHARE = '^([0-9]{1,9}|(100|[0-9]{1,2}(\\.[0-9]{1,9})?)%)$';

/** A size as Kubernetes writes it; above 500Mi no text fits into memory. */
export const FILE_SIZE = '^(([1-9]|[1-9][0-9]|[1-4][0-9][0-9]|500)Mi|[1-9][0-9]{0,5}Ki)$';

/** A quantity, with exponents that anything has. Source: apimachinery/pkg/api/resource/quantity.go. */
export const QUANTITY = '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?$';

const MEANINGS: ReadonlyMap<unknown, string> = new Map([
  [MINORS, `has to be a minor or a range: "1.${String(NEWEST)}", "1.33..1.${String(NEWEST)}"`],
  [BUDGET, 'has to be a number of nodes, or a whole percentage up to 100%: 10, 30%'],
  [FILE_SIZE, 'has to be a size up to 500Mi: 512Ki, 64Mi'],
  [QUANTITY, 'has to be a quantity: 8, 7500m, 28Gi'],
  [SHARE, 'has to be a number of nodes, or a percentage up to 100%: 10, 30%'],
]);

/** What a text that does not match `pattern` has to be; undefined for a pattern that has no words. */
export const meaningOf = (pattern: unknown): string | undefined => MEANINGS.get(pattern);
