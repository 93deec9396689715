/** Requests and limits. Source: core/validation ValidateContainerResourceRequirements, validateResourceQuantityHugePageValue. */
import type { ResourceRequirements } from 'kubernetes-types/core/v1.js';
import { forbidden, invalid, required, shownJson, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import {
  compareQuantities,
  formatQuantity,
  quantityMilliValue,
  quantityOf,
  quantitySign,
  quantityValue,
  type Quantity,
} from '../../apimachinery/quantity.ts';
import type { ValidationOptions } from './options.ts';
import { isHugePage, isIntegerResource, isOvercommitAllowed } from './resource-name.ts';
import { addAll } from '../../go/lists.ts';

type ValidateName = (name: string, path: FieldPath) => FieldError[];
export type Quantities = Readonly<Record<string, string | undefined>>;

const ZERO = quantityOf('0');

/** A stored amount; a missing one is 0. */
export function amountOf(text: string | undefined): Quantity {
  const amount = quantityOf(text ?? '0') ?? ZERO;
  if (amount === undefined) throw new Error('0 is a quantity');
  return amount;
}

/** The amount of one resource in `list`; its name may be that of an inherited property. */
export function amountNamed(list: Quantities | undefined, name: string): Quantity | undefined {
  return list !== undefined && Object.hasOwn(list, name) ? amountOf(list[name]) : undefined;
}

/** Limits, then requests, then both together; names are checked by `validateName`. Claims are not checked. */
export function validateResourceRequirements(
  { limits = {}, requests = {} }: Pick<Declared<ResourceRequirements>, 'limits' | 'requests'>,
  path: FieldPath,
  validateName: ValidateName,
  options: ValidationOptions,
): FieldError[] {
  const errors: FieldError[] = [];
  const limitsPath = path.child('limits');
  const requestsPath = path.child('requests');
  for (const [name, text] of Object.entries(limits as Quantities)) {
    const at = limitsPath.key(name);
    const amount = amountOf(text);
    errors.push(
      ...validateName(name, at),
      ...validateAmount(name, amount, at),
      ...validateHugePage(name, amount, at, options),
    );
  }
  for (const [name, text] of Object.entries(requests as Quantities)) {
    const at = requestsPath.key(name);
    const amount = amountOf(text);
    addAll(errors, validateName(name, at));
    addAll(errors, validateAmount(name, amount, at));
    addAll(errors, validateAgainstLimit(name, amount, amountNamed(limits, name), limitsPath, requestsPath));
    addAll(errors, validateHugePage(name, amount, at, options));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePage) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return errors;
}

function validateAmount(name: string, amount: Quantity, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (quantitySign(amount) < 0) {
    errors.push(invalid(path, shownString(formatQuantity(amount)), 'must be greater than or equal to 0'));
  }
  if (isIntegerResource(name) && quantityMilliValue(amount) % 1000n !== 0n) {
    errors.push(invalid(path, shownJson(formatQuantity(amount)), 'must be an integer'));
  }
  return errors;
}

// The server's paths contain no resource name here.
function validateAgainstLimit(
  name: string,
  request: Quantity,
  limit: Quantity | undefined,
  limits: FieldPath,
  requests: FieldPath,
): FieldError[] {
  const exact = !isOvercommitAllowed(name);
  const place = { field: requests, at: requests.key(name).toPath() };
  if (limit === undefined) {
    const missing = { field: limits, at: requests.key(name).toPath() };
    return exact ? [required(missing, 'Limit must be set for non overcommitable resources')] : [];
  }
  const order = compareQuantities(request, limit);
  const shown = shownString(formatQuantity(request));
  const of = `${name} limit of ${formatQuantity(limit)}`;
  if (exact && order !== 0) return [invalid(place, shown, `must be equal to ${of}`)];
  return order > 0 ? [invalid(place, shown, `must be less than or equal to ${of}`)] : [];
}

function validateHugePage(name: string, amount: Quantity, path: FieldPath, options: ValidationOptions): FieldError[] {
  if (!isHugePage(name) || options.allowIndivisibleHugePagesValues === true || isMultiple(name, amount)) return [];
  const text = formatQuantity(amount);
  return [invalid(path, shownString(text), `${text} is not positive integer multiple of ${name}`)];
}

/** Whether an amount of huge pages is a whole number of pages. Source: apis/core/helper IsHugePageResourceValueDivisible. */
export function isMultiple(name: string, amount: Quantity): boolean {
  const size = quantityOf(name.slice('hugepages-'.length));
  if (size === undefined || quantitySign(size) <= 0 || quantityMilliValue(size) % 1000n !== 0n) return false;
  const bytes = quantityValue(size);
  return bytes !== 0n && quantityValue(amount) % bytes === 0n;
}
