import { commandsOf } from '../src/facts/commands.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'exec-needs-shell',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A command that only a shell understands, run without one',
  why: `Kubernetes runs a command as a list of arguments and starts no shell. The first item is the name of the program:
with \`["vfio-manage unbind --all"]\` a file of that whole name is looked for, and is not found. A container then fails to
start, a probe never succeeds, and a hook does nothing but log \`FailedPreStopHook\`. \`&&\`, \`||\`, \`|\` and \`>\` as items
are passed to the program as they are: what was to run after them never runs.`,
  fix: 'Write each word as an item of its own, or call a shell: `["/bin/sh", "-c", "a && b"]`.',
  unless: 'The image has a program whose name contains a space, or a program that takes these signs as arguments.',
  since: '0.1.0',
  references: [
    {
      title: 'Run a command in a shell',
      url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#run-a-command-in-a-shell',
    },
    {
      title: 'ExecAction: the command is not run inside a shell',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#LifecycleHandler',
    },
  ],
  *check(manifest) {
    for (const { at, argv, role } of commandsOf(manifest)) {
      const [program = ''] = argv;
      if (program.trim() !== program && program.trim() !== '') {
        yield {
          at: [...at, 0],
          severity: role.severity,
          message: `no program is called ${JSON.stringify(shownEnds(program))}: ${role.effect}; remove the space or the line break around it`,
        };
        continue;
      }
      if (/\S\s+\S/.test(program) && !program.includes('\\') && !isPath(program)) {
        if (isFileWithSpace(program)) continue;
        yield {
          at: [...at, 0],
          severity: role.severity,
          message: `no program is called "${shown(program)}", and there is no shell to split it: ${role.effect}; ${adviceFor(program, argv.length)}`,
        };
        continue;
      }
      const script = scriptAsFile(argv);
      if (script !== undefined) {
        yield {
          at: manifest.has([...at, script]) ? [...at, script] : at,
          severity: role.severity,
          message: `${program} takes "${shown(argv[script] ?? '')}" for the name of a file to read: ${role.effect}; write "-c" in front of it`,
        };
        continue;
      }
      const lost = lostOperator(argv);
      if (lost === undefined) continue;
      const what =
        lost.shell === undefined
          ? `${shown(program)} gets "${lost.operator}" as an argument, and nothing behind it runs as a command`
          : `the script of ${lost.shell} ends before "${lost.operator}", and nothing behind it runs`;
      yield {
        at: manifest.has([...at, lost.index]) ? [...at, lost.index] : at,
        severity: 'warning',
        message: `${what}: write the whole command as one text behind sh -c`,
      };
    }
  },
});

/** A path below a folder with a space in its name: `/opt/My App/run.sh`. Those of programs have none. */
function isPath(program: string): boolean {
  const words = program.trim().split(/\s+/);
  if (!program.startsWith('/') || PROGRAMS.test(program) || words.some((word) => word.startsWith('-'))) return false;
  return /^[^/].*\//.test(words.at(-1) ?? '');
}

/**
 * A file that may be there, `/usr/local/my tool`: nothing in it is an option, a path or a sign of the shell, and its first
 * word is neither below a folder of programs nor ends as a file does.
 */
function isFileWithSpace(program: string): boolean {
  const [first = '', ...words] = program.split(' ');
  if (!first.startsWith('/') || PROGRAMS.test(program) || /\.\w+$/.test(first) || SCRIPT.test(program)) return false;
  return words.every((word) => /^\w[\w.-]*$/.test(word));
}

const PROGRAMS = /^\/(?:usr\/)?(?:local\/)?s?bin\//;
/** What only a shell understands: its keywords, `NAME=value` in front of a program, signs, variables and commands. */
const SCRIPT =
  /^\s*(?:(?:if|for|while|until|case|set|export|cd|exec|trap|ulimit|source|\.)\s|\w+=|[({!])|[;&|<>`]|\$[\w({]/;

function adviceFor(program: string, count: number): string {
  const [first = ''] = program.trim().split(/\s+/);
  if (!SCRIPT.test(program)) return `write ${shown(first)} and its arguments as separate items`;
  return `run it in a shell: ["/bin/sh", "-c", ${JSON.stringify(shown(program))}]${count > 1 ? ', with the other items in that text' : ''}`;
}

/** Where a shell without -c is given commands in place of the name of a file. Its options may take a value. */
function scriptAsFile([program = '', ...words]: readonly string[]): number | undefined {
  if (!SHELL.test(program) || words.some((word) => /^[-+]\w*[csoO]$|^--\w/.test(word))) return undefined;
  const index = words.findIndex((word) => !/^[-+]/.test(word));
  const word = words[index] ?? '';
  return /\S\s+\S/.test(word) && SCRIPT.test(word) ? index + 1 : undefined;
}

const OPERATOR = /^(?:&&|\|\||2>&1|2?>>?|\||;)$/;
const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
/** Programs that build a command line of their own out of all arguments, or for which the signs mean something. */
const OTHER = /(?:^|[/\\])(?:cmd(?:\.exe)?|pwsh|powershell(?:\.exe)?|expr|find|eval|ssh|env|jq|xargs|parallel)$/i;

/** To these, < and > compare texts; nothing else of a shell means anything. */
const TEST = /(?:^|\/)(?:test|\[)$/;

interface Lost {
  readonly index: number;
  readonly operator: string;
  readonly shell: string | undefined;
}

/** The first operator of a shell that no shell sees. */
function lostOperator(argv: readonly string[]): Lost | undefined {
  if (argv.some((word) => OTHER.test(word))) return undefined;
  const shell = argv.findIndex((word) => SHELL.test(word));
  const script = shell < 0 ? 0 : argv.findIndex((word, index) => index > shell && /^-\w*c$/.test(word)) + 1;
  // A shell without -c reads a file; what follows is for that.
  if (shell >= 0 && script === 0) return undefined;
  const compares = argv.some((word) => TEST.test(word));
  const index = argv.findIndex(
    (word, i) => i > script && isOperator(word, argv[i - 1] ?? '') && !(compares && word === '>'),
  );
  if (index < 0) return undefined;
  return { index, operator: argv[index] ?? '', shell: shell < 0 ? undefined : argv[shell] };
}

// Behind an option it is the value: `cut -d |`.
function isOperator(word: string, before: string): boolean {
  return OPERATOR.test(word) && (word === '&&' || !before.startsWith('-'));
}

/** With the white space around it, which is what is wrong. */
function shownEnds(text: string): string {
  return text.length > 60 ? `${text.slice(0, 30)}…${text.slice(-29)}` : text;
}

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
