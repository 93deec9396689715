/** What of a document can be told that Kubernetes cannot read: a template, or a broken manifest of ours. */
import type { DocumentSlice } from '../kubernetes/yaml/split.ts';
import { parseDocument, type YamlFault } from '../kubernetes/yaml/parse.ts';
import { SLIP } from '../kubernetes/yaml/prefilter.ts';
import { isMeantKind } from './meant-kind.ts';
import { isUnreadableTemplate } from './template-or-manifest.ts';

/** A kind that is or can become ours: `kind: {{ kind | default("DaemonSet") }}`. */
const TEMPLATE_KIND = /^(?=(.*?\bkind\b))\1.*DaemonSet/m;

/** Whether a template, by its text or its bytes as latin1, has a DaemonSet. */
export function hasTemplateKind(text: string): boolean {
  return TEMPLATE_KIND.test(text);
}

// A broken document counts when it declares a kind that could be ours, in any spelling.
const KIND_KEY = /(?<![^\s{,"'?-])kind["']?\s*:\s*/gi;
const PROPERTIES = /(?:[!&*]\S+\s+)*/y;
const KIND_VALUE = /[|>]|["'][^"'\n]*\\|["']?(?:DaemonSet(?:s|List)?|List)\b/iy;

function declaresOurKind(text: string): boolean {
  let done = -1;
  for (const { index, 0: key } of text.matchAll(KIND_KEY)) {
    const start = index + key.length;
    // Within the tags and anchors of an earlier key, which lead to the same value.
    if (start < done && /[!&*]\S/y.test(text.slice(start, start + 2))) continue;
    PROPERTIES.lastIndex = start;
    PROPERTIES.test(text);
    KIND_VALUE.lastIndex = PROPERTIES.lastIndex;
    done = Math.max(done, PROPERTIES.lastIndex);
    if (KIND_VALUE.test(text)) return true;
  }
  return false;
}

/** A line that has only this on it: the colon is what is missing. */
const WITHOUT_COLON = /^["']?kind["']?(?:[ \t]*=)?[ \t]*["']?DaemonSet["']?[ \t]*(?:#.*)?$/im;
const WRITTEN_KIND = /^[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z -]+)/gm;

/** Whether it declares a kind that is or was meant to be ours. */
export function declares(text: string): boolean {
  if (declaresOurKind(text) || WITHOUT_COLON.test(text)) return true;
  return SLIP.test(text) && [...text.matchAll(WRITTEN_KIND)].some(([, kind = '']) => isMeantKind(kind, ''));
}

/** Whether an engine fills it in first. */
export function isTemplate(
  text: string,
  { start, format }: Pick<DocumentSlice, 'start' | 'format'>,
  fault: YamlFault,
): boolean {
  const variant = { start: 0, ...(format === undefined ? {} : { format }) };
  const faultOf = (other: string): YamlFault | undefined =>
    parseDocument(other, { ...variant, end: other.length }).fault;
  return isUnreadableTemplate(text, { start, fault }, faultOf);
}
