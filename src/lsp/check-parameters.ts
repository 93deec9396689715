/** What a client sends is checked before it is used: the answer to anything else is "invalid parameters", in words. */
import { ErrorCodes, ResponseError } from 'vscode-languageserver';

type Bag = Readonly<Record<string, unknown>>;
type Check = (value: unknown, path: string) => string | undefined;

const text: Check = (value, path) => (typeof value === 'string' ? undefined : `${path} has to be a string`);
const list: Check = (value, path) => (Array.isArray(value) ? undefined : `${path} has to be a list`);
const count: Check = (value, path) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : `${path} has to be a number from 0`;

function object(shape: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return `${path} has to be an object`;
    for (const [key, check] of Object.entries(shape)) {
      const fault = check((value as Bag)[key], path === PARAMETERS ? key : `${path}.${key}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

const PARAMETERS = 'the parameters';
const POSITION = object({ line: count, character: count });

/** What each request needs. */
export const NEEDED = {
  initialize: object({ capabilities: object({}) }),
  document: object({ textDocument: object({ uri: text }) }),
  hover: object({ textDocument: object({ uri: text }), position: POSITION }),
  codeAction: object({
    textDocument: object({ uri: text }),
    range: object({ start: POSITION, end: POSITION }),
    context: object({ diagnostics: list }),
  }),
};

/** A handler that answers only what it understands. Throws ResponseError. */
export function checked<Parameters, Answer>(
  needed: Check,
  handle: (parameters: Parameters) => Answer,
): (parameters: Parameters) => Answer {
  return (parameters) => {
    const fault = needed(parameters, PARAMETERS);
    if (fault !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, fault);
    return handle(parameters);
  };
}
