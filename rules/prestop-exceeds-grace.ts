import { containersOf, gracePeriodOf } from '../src/facts/daemonset-facts.ts';
import { counted } from '../src/words/counts.ts';
import type { Path } from '../src/kubernetes/yaml/node.ts';
import type { Container, Declared } from '../src/kubernetes/api/objects.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'prestop-exceeds-grace',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A preStop hook sleeps for the whole grace period',
  why: `The grace period includes the \`preStop\` hook: the container gets its SIGTERM only after the hook, and the time
that the hook took is gone. A hook that takes all of it is abandoned at the end of the period (\`FailedPreStopHook\`), and
the program has two seconds between SIGTERM and SIGKILL. On each node of every rollout it is killed in the middle of its
work: buffers are not flushed, leases and addresses are not given back.`,
  fix: `Set \`terminationGracePeriodSeconds\` to the time of the hook plus the time that the program needs to stop.`,
  unless: 'The program needs no time to stop.',
  since: '0.1.0',
  references: [
    {
      title: 'Hook handler execution',
      url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
    },
    {
      title: 'killContainer',
      url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go',
    },
  ],
  *check(manifest) {
    const grace = gracePeriodOf(manifest);
    if (grace <= 0) return;
    for (const { at, container } of containersOf(manifest)) {
      const sleep = sleepOf(container);
      if (sleep === undefined || sleep.seconds < grace) continue;
      const isEndless = sleep.seconds === Infinity;
      const long = isEndless ? `all ${grace} seconds` : counted(sleep.seconds, 'second');
      const advice = isEndless
        ? 'write how long it has to sleep, and less than terminationGracePeriodSeconds'
        : `write a terminationGracePeriodSeconds of more than ${sleep.seconds}`;
      yield {
        at: [...at, ...sleep.at],
        part: 'key',
        message: `the hook sleeps for ${long} of a grace period of ${grace}: the container has 2 seconds between SIGTERM and SIGKILL; ${advice}`,
      };
    }
  },
});

function sleepOf({ lifecycle }: Declared<Container>): { readonly seconds: number; readonly at: Path } | undefined {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  if (sleep?.seconds !== undefined) return { seconds: sleep.seconds, at: ['lifecycle', 'preStop', 'sleep', 'seconds'] };
  const seconds = secondsIn(exec?.command ?? []);
  return seconds === undefined ? undefined : { seconds, at: ['lifecycle', 'preStop', 'exec', 'command'] };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
const SLEEP = /^\s*(?:(?:\/\S*\/)?(?:busybox|env)\s+)?(?:\/\S*\/)?sleep\s+([^#]*?)\s*(?:#.*)?$/;
const AMOUNT = /^["']?(?:(\d+(?:\.\d+)?)([smhd])?|inf(?:inity)?)["']?$/i;

/** The sum of the sleeps that certainly run: those of a plain sequence, without conditions, loops or background jobs. */
function secondsIn(command: readonly string[]): number | undefined {
  const script = scriptOf(command);
  if (/\b(?:if|while|until|for|case|trap|exit|exec|timeout)\b|[^&]&[^&]|&$|[`{(]/.test(script.trim())) return undefined;
  // What comes after || runs only when the step before it fails.
  const steps = script.split(/&&|;|\n/).map((step) => step.split('||')[0] ?? '');
  const sleeps = steps.flatMap((step) => amountIn(SLEEP.exec(step)?.[1]) ?? []);
  return sleeps.length === 0 ? undefined : sleeps.reduce((sum, seconds) => sum + seconds, 0);
}

/** What a shell is given, or the command itself. */
function scriptOf(command: readonly string[]): string {
  const [program = '', ...rest] = command;
  if (!SHELL.test(program)) return command.join(' ');
  const at = rest.findIndex((argument) => /^-\w*c$/.test(argument));
  return at < 0 || rest.slice(0, at).some((argument) => !argument.startsWith('-')) ? '' : (rest[at + 1] ?? '');
}

/** `60`, `1m 30s`, `infinity`: sleep adds its arguments up; undefined where one of them is not known. */
function amountIn(text: string | undefined): number | undefined {
  const amounts = (text ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => AMOUNT.exec(word));
  if (amounts.length === 0 || amounts.includes(null)) return undefined;
  return amounts.reduce((sum, found) => {
    const [, amount, unit = 's'] = found ?? [];
    return sum + (amount === undefined ? Infinity : Number(amount) * (UNITS[unit.toLowerCase()] ?? 1));
  }, 0);
}
