import { describeOptions } from './args.ts';
import { CHECK_OPTIONS } from './check-options.ts';
import { printText } from '../io/print.ts';
import type { Io } from '../io/io.ts';

const USAGE = `daemonlint: check Kubernetes DaemonSet manifests before they reach a cluster

Usage:
  daemonlint [check] [options] [PATH...]      lint; the default command
  daemonlint dry-run [options] PATH...        what the API server would answer and store
  daemonlint diff [options] OLD NEW           whether a change is accepted, and what it starts
  daemonlint plan [options] PATH...           how the rollout would go
  daemonlint apply FILE [--to LIVE]           what kubectl apply would print, and the object that it would leave
  daemonlint rollout history|status|undo|restart ds/NAME --from DUMP
                                              what kubectl rollout prints, from a dump of the cluster
  daemonlint policy [options] PATH...         whether the API server accepts admission policies
  daemonlint upgrade --from MINOR --to MINOR [PATH...]
                                              what a cluster upgrade does to unchanged manifests
  daemonlint render [options] CHART           what helm template prints for a chart
  daemonlint render DIR                       what kustomize build prints for a kustomization
  daemonlint rules [ID]                       all rules, or the page of one rule
  daemonlint config [--explain RULE] [PATH]   the configuration in force, and where each value comes from
  daemonlint init [hook|github|gitlab|vscode|config]...
                                              write configuration files
  daemonlint lsp --stdio                      the language server
  daemonlint COMMAND --help                   the options of a command

A PATH is a file, a directory, a pattern or - (standard input). Default: the current directory.

Options of check:
`;

const EXIT = `
Exit codes: 0 no finding at or above --fail-on; 1 such a finding; 2 an error.
`;

/** `daemonlint help`, and what `--help` prints without a command. */
export function help(_argv: readonly string[], io: Io): Promise<number> {
  printText(USAGE + describeOptions(CHECK_OPTIONS) + EXIT, io);
  return Promise.resolve(0);
}
