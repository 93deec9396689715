/** What ends a command of kubectl, and how it says so. Source: kubectl pkg/cmd/util/helpers.go checkErr. */
import { quote } from '../go/strings.ts';
import type { RefusedAnswer } from '../apiserver/answer.ts';

/** An error of kubectl's own, or the server's status. */
export type KubectlError =
  | { readonly text: string; readonly cause?: RefusedAnswer; readonly brief?: string }
  | { readonly status: RefusedAnswer; readonly cause?: RefusedAnswer };

/** What the server answered, in its own words, where it was the server who refused. */
export function refusalOf(error: KubectlError): RefusedAnswer | undefined {
  return error.cause ?? ('text' in error ? undefined : error.status);
}

/** Says what kubectl was doing with which file (AddSourceToErr). */
export function whileDoing(verb: string, source: string, error: KubectlError): KubectlError {
  const prefix = `error when ${verb} ${quote(source)}: `;
  if ('text' in error) return { text: prefix + error.text, ...(error.brief !== undefined && { brief: error.brief }) };
  const { status, cause = status } = error;
  return { status: { ...status, message: prefix + status.message }, cause };
}

/** What kubectl prints of its errors on standard error. */
export function errorText(errors: readonly KubectlError[]): string {
  const [only] = errors;
  if (only === undefined) return '';
  if (errors.length > 1) return errors.map((error) => `${messageOf(error)}\n`).join('');
  if ('status' in only && only.status.reason === 'Invalid') return invalidText(only.status);
  const message = messageOf(only);
  const shown = 'text' in only && !message.startsWith('error: ') ? `error: ${message}` : message;
  return shown.endsWith('\n') ? shown : `${shown}\n`;
}

/** The same without the objects that kubectl prints with it. */
export function briefOf(error: KubectlError): string {
  return ('text' in error ? error.brief : undefined) ?? plainMessage(error);
}

/** What an error says by itself (`err.Error()`). */
export function plainMessage(error: KubectlError): string {
  return 'text' in error ? error.text : error.status.message;
}

function messageOf(error: KubectlError): string {
  if ('text' in error) return error.text;
  const { reason, message } = error.status;
  return reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`;
}

const NAMED = /(?:^|: )(\w+)\.[\w.]+ "([^"]*)" is invalid: /;

/** The causes of a 422, equal ones once, each on a line of its own when there are several. */
function invalidText({ message, causes }: RefusedAnswer): string {
  const [, kind, name] = NAMED.exec(message) ?? [];
  const subject =
    kind === undefined || name === undefined ? 'The request is invalid' : `The ${kind} ${quote(name)} is invalid`;
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  if (texts.length === 1) return `${subject}: ${texts.join('')}\n`;
  return `${subject}: \n${texts.map((text) => `* ${text}\n`).join('')}`;
}
