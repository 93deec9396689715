import type { Path } from './kubernetes/node.ts';

/** A path in the API's words: `spec.template.spec.containers[0].image`; keys with dots as they are. */
export function apiPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
