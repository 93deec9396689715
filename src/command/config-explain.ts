/** Why a rule is on, off or of its severity for an object. */
import { isRecord } from '../kubernetes/go/json.ts';
import { presetSeverity, type ActiveRule } from '../rule/ruleset.ts';
import type { Rule } from '../rule/rule.ts';
import type { ReadyStep, Subject } from '../settings/overrides.ts';
import { presetIn } from '../settings/rule-origins.ts';
import { jsonText } from '../words/escape.ts';

/** What is asked, and what is known of it. */
export interface Question {
  readonly id: string;
  /** Undefined for a policy that judges nothing here. */
  readonly rule: Rule | undefined;
  /** The rule as it is in force. */
  readonly active: ActiveRule | undefined;
  readonly steps: readonly ReadyStep[];
  readonly subject: Subject;
  /** How the subject is called. */
  readonly name: string;
  readonly fleetKnown: boolean;
}

/** The answer, and below it what it comes from, in the order in which it counts: the last one wins. */
export function explained({ id, rule, active, steps, subject, name, fleetKnown }: Question): string {
  const own = steps.filter(({ isFor }) => isFor(subject));
  const lines = [...(rule === undefined ? [] : [presetLine(rule, own, fleetKnown)])];
  for (const step of steps) {
    const setting = step.rules[id];
    if (setting === undefined) continue;
    const options = Object.entries(setting.options).map(([key, value]) => optionText(key, value));
    const said =
      setting.severity === undefined && options.length > 0 ? options : [setting.severity ?? 'on', ...options];
    const isFor = own.includes(step);
    lines.push(
      `  ${said.join(', ')}: ${step.placeOf(['rules', id])}${conditions(step)}${isFor ? '' : ' - not for this'}`,
    );
  }
  const needsFleet = active?.rule.needs === 'fleet' && !fleetKnown;
  if (needsFleet) lines.push('  it says nothing: the size of the fleet is not known (fleet.nodes)');
  return `${id} is ${active?.severity ?? 'off'} for ${name}\n${lines.join('\n')}\n`;
}

function presetLine(rule: Rule, own: readonly ReadyStep[], fleetKnown: boolean): string {
  const { value, origin } = presetIn(own);
  const severity = presetSeverity(rule, value, fleetKnown);
  const waits =
    !fleetKnown && severity !== presetSeverity(rule, value, true)
      ? ', as long as the size of the fleet is not known'
      : '';
  return `  ${severity ?? 'off'}: preset ${value} (${origin})${waits}`;
}

function optionText(key: string, value: unknown): string {
  return `${key} ${jsonText(isRecord(value) ? value['source'] : value)}`;
}

function conditions({ when }: ReadyStep): string {
  if (when === undefined) return '';
  const parts = Object.entries(when).map(
    ([key, value]: [string, unknown]) =>
      `${key} ${jsonText(isRecord(value) && 'base' in value ? value['patterns'] : value)}`,
  );
  return `, for ${parts.join(', ')}`;
}
