/** DaemonSets whose rollout cannot be planned, since not all of them is known. */
import { codeInMarkdown, inMarkdown, jsonText } from '../../words/escape.ts';

/** A DaemonSet, and why nothing can be said of it; without a name it is any that is made there. */
export interface UnjudgedPlan {
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

/** The lines before the plans. */
export function unjudgedText(all: readonly UnjudgedPlan[], output: string): string {
  const line = output === 'json' ? jsonLine : output === 'markdown' ? item : unjudgedSentence;
  return all.map((each) => `${line(each)}\n`).join('');
}

function jsonLine({ path, namespace, name, reason }: UnjudgedPlan): string {
  return jsonText({ path, namespace, name, change: 'unjudged', reason });
}

function item({ path, ...each }: UnjudgedPlan): string {
  return `- ${codeInMarkdown(path)}: ${inMarkdown(verdict(each))}`;
}

/** In one line. */
export function unjudgedSentence({ path, ...each }: UnjudgedPlan): string {
  return `${path}: ${verdict(each)}`;
}

function verdict({ namespace, name, reason }: Omit<UnjudgedPlan, 'path'>): string {
  const what = name === '' ? 'its DaemonSets' : `daemonset/${name} in namespace ${namespace}`;
  return `${what}: cannot be judged: ${reason}`;
}
