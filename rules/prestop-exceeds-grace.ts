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
      yield {
        at: [...at, ...sleep.at],
        part: 'key',
        message: `the hook sleeps for ${counted(sleep.seconds, 'second')} of a grace period of ${grace}: the container has 2 seconds between SIGTERM and SIGKILL; write a terminationGracePeriodSeconds of more than ${sleep.seconds}`,
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

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** The sum of the sleeps that certainly run: those of a plain sequence, without conditions, loops or background jobs. */
function secondsIn(command: readonly string[]): number | undefined {
  const [program = '', ...rest] = command;
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(program);
  const script = isShell && /^-\w*c$/.test(rest[0] ?? '') ? (rest[1] ?? '') : isShell ? '' : command.join(' ');
  if (/\b(?:if|while|until|for|case|trap|exit|exec|timeout)\b|\|\||[^&]&[^&]|&$|[`{(]/.test(script.trim()))
    return undefined;
  const sleeps = script.split(/&&|;|\n/).flatMap((step) => {
    const [, amount = '', unit = 's'] = /^\s*(?:\/\S*\/)?sleep\s+(\d+(?:\.\d+)?)([smh])?\s*$/.exec(step) ?? [];
    return amount === '' ? [] : [Number(amount) * (UNITS[unit] ?? 1)];
  });
  return sleeps.length === 0 ? undefined : sleeps.reduce((sum, seconds) => sum + seconds, 0);
}
