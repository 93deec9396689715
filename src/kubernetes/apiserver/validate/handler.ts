/** The action of a probe or a hook. Source: core/validation validateHandler, validateSleepAction. */
import type { Probe, LifecycleHandler } from 'kubernetes-types/core/v1.js';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { isValidPortName, isValidPortNum } from './name-grammars.ts';
import type { ValidationOptions } from './options.ts';

/** The context of the checks of one pod. */
export interface HandlerContext {
  readonly gracePeriod: number;
  /** The name of the operating system; undefined if the pod names none. */
  readonly os: string | undefined;
  readonly options: ValidationOptions;
}

type Handler = Declared<Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>>;
type Member = keyof Handler;

const MEMBERS: readonly Member[] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
/** Of fields that are dropped unless the stored object has them already. */
const HTTP_PROTOCOLS = ['HTTP1', 'HTTP2'];
const GRPC_MODES = ['Plaintext', 'TLS'];
const HEADER = /^[-A-Za-z0-9]+$/;
const HEADER_TEXT =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

/** Exactly one action; only the first one is validated. */
export function validateHandler(handler: Handler, path: FieldPath, context: HandlerContext): FieldError[] {
  const [first, ...more] = MEMBERS.filter((member) => handler[member] !== undefined);
  if (first === undefined) return [required(path, 'must specify a handler type')];
  return [
    ...validateAction(first, handler, path.child(first), context),
    ...more.map((member) => forbidden(path.child(member), 'may not specify more than 1 handler type')),
  ];
}

function validateAction(member: Member, handler: Handler, path: FieldPath, context: HandlerContext): FieldError[] {
  switch (member) {
    case 'exec':
      return (handler.exec?.command ?? []).length === 0 ? [required(path.child('command'))] : [];
    case 'httpGet':
      return validateHTTPGet(handler.httpGet ?? {}, path);
    case 'tcpSocket':
      return validatePort(handler.tcpSocket?.port ?? 0, path.child('port'));
    case 'grpc':
      return validateGRPC(handler.grpc ?? {}, path);
    case 'sleep':
      return validateSleep(handler.sleep?.seconds ?? 0, path, context);
  }
}

function validateHTTPGet(
  { port = 0, host = '', scheme = '', httpHeaders = [], protocol }: NonNullable<Handler['httpGet']>,
  path: FieldPath,
): FieldError[] {
  const errors = validatePort(port, path.child('port'));
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') {
    errors.push(notSupported(path.child('scheme'), shownJson(scheme), ['HTTP', 'HTTPS']));
  }
  const headers = path.child('httpHeaders');
  for (const [i, { name = '' }] of httpHeaders.entries()) {
    if (HEADER.test(name)) continue;
    errors.push(
      invalid({ field: headers, at: headers.index(i).child('name').toPath() }, shownString(name), HEADER_TEXT),
    );
  }
  if (protocol === undefined) return errors;
  const at = path.child('protocol');
  if (!HTTP_PROTOCOLS.includes(protocol)) errors.push(notSupported(at, shownJson(protocol), HTTP_PROTOCOLS));
  else if (protocol === 'HTTP2' && scheme !== 'HTTP') {
    errors.push(invalid(at, shownJson(protocol), 'is only supported with HTTP (H2C)'));
  } else if (protocol === 'HTTP2' && host !== '') {
    errors.push(invalid(path.child('host'), shownString(host), 'must be empty when `protocol` is "HTTP2"'));
  }
  return errors;
}

function validateGRPC({ port = 0, mode }: NonNullable<Handler['grpc']>, path: FieldPath): FieldError[] {
  const errors = validatePort(port, path.child('port'));
  if (mode === undefined || GRPC_MODES.includes(mode)) return errors;
  return [...errors, notSupported(path.child('mode'), shownJson(mode), GRPC_MODES)];
}

function validatePort(port: number | string, path: FieldPath): FieldError[] {
  return typeof port === 'number'
    ? invalidEach(path, shownPlain(port), isValidPortNum(port))
    : invalidEach(path, shownString(port), isValidPortName(port));
}

function validateSleep(
  seconds: number | bigint,
  path: FieldPath,
  { gracePeriod, options }: HandlerContext,
): FieldError[] {
  const withZero = options.allowSleepOfZero === true || gateOn('PodLifecycleSleepActionAllowZero', options.minor);
  const least = withZero ? 0 : 1;
  if (seconds >= least && seconds <= gracePeriod) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${String(gracePeriod)})`;
  return [invalid(path, shownPlain(seconds), detail)];
}
