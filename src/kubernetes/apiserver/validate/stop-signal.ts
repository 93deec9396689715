/** The signal that stops a container. Source: core/validation validateStopSignal. */
import { forbidden, notSupported, shownJson } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';

const WINDOWS = ['SIGKILL', 'SIGTERM'];
const PLAIN =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMIN SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ';
const LINUX = [
  ...PLAIN.split(' '),
  ...Array.from({ length: 15 }, (_, i) => `RTMIN+${String(i + 1)}`),
  ...Array.from({ length: 14 }, (_, i) => `RTMAX-${String(i + 1)}`),
]
  .map((name) => `SIG${name}`)
  .sort();

/** `os` is the name of the pod's operating system; an unknown one is refused elsewhere. */
export function validateStopSignal(signal: string, path: FieldPath, os: string | undefined): FieldError[] {
  if (os === undefined) return [forbidden(path, 'may not be set for containers with empty `spec.os.name`')];
  const supported = os === 'windows' ? WINDOWS : os === 'linux' ? LINUX : undefined;
  if (supported === undefined || supported.includes(signal)) return [];
  return [notSupported(path, shownJson(signal), supported)];
}
