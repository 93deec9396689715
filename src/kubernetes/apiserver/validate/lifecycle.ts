/** Hooks of a container. Source: core/validation validateLifecycle. */
import type { Lifecycle } from 'kubernetes-types/core/v1.js';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { validateHandler, type HandlerContext } from './handler.ts';
import { validateStopSignal } from './stop-signal.ts';

/** `path` is that of `lifecycle`; `stopSignal` is dropped unless the stored object already has one. */
export function validateLifecycle(
  { postStart, preStop, stopSignal }: Declared<Lifecycle>,
  path: FieldPath,
  context: HandlerContext,
): FieldError[] {
  return [
    ...(postStart === undefined ? [] : validateHandler(postStart, path.child('postStart'), context)),
    ...(preStop === undefined ? [] : validateHandler(preStop, path.child('preStop'), context)),
    ...(stopSignal === undefined ? [] : validateStopSignal(stopSignal, path.child('stopSignal'), context.os)),
  ];
}
