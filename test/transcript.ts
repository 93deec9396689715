/** Reads the transcripts of recorded scenarios: every kubectl command with its input and output. */
import { textOf, SHARED } from './rollout/recordings.ts';

/** A command of a scenario, or a dump that was made between two of them. */
export interface Step {
  /** As typed: `kubectl apply -f -`; of a dump `DUMP NAME`. */
  readonly command: string;
  /** Its standard input: the manifests that were applied. */
  readonly stdin: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The steps of `scen-NAME` in their order. */
export function stepsOf(name: string): readonly Step[] {
  return textOf(`scen-${name}/transcript.txt`, SHARED)
    .split(/^(?=\$ |# DUMP )/m)
    .filter((part) => /^(?:\$|# DUMP) /.test(part))
    .map(stepOf);
}

/** The manifests that were applied or created, in their order. */
export function appliedIn(name: string): readonly string[] {
  return stepsOf(name).flatMap(({ stdin, code }) => (stdin === '' || code !== 0 ? [] : [stdin]));
}

function stepOf(part: string): Step {
  const [first = '', ...lines] = part.split('\n');
  const input = lines.filter((line) => /^# {2}/.test(line)).map((line) => `${line.slice(3)}\n`);
  return {
    command: first.replace(/^(?:\$|#) /, ''),
    stdin: input.join(''),
    code: Number(/^\[rc=(\d+)\]$/m.exec(part)?.[1] ?? 0),
    stdout: blockOf(part, 'stdout'),
    stderr: blockOf(part, 'stderr'),
  };
}

// A block ends where the next one, a note or the next step begins; blank lines before that are not its own.
function blockOf(part: string, name: 'stdout' | 'stderr'): string {
  const block = new RegExp(`^--- ${name}\\n([^]*?)(?=^--- |^# NOTE |(?![^]))`, 'm').exec(part)?.[1] ?? '';
  return block.replace(/\n+$/, '\n');
}
