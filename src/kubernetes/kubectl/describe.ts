import { compareBytes } from '../go/strings.ts';
import { describeContainers, sortedBy } from './describe-container.ts';
import { describeAnnotations, describeLabels, isFields, listOf, scalar, type Fields } from './describe-fields.ts';
import { describeVolumes } from './describe-volumes.ts';
import type { PodTemplateSpec } from '../api/objects.ts';
import { PrefixWriter } from './prefix-writer.ts';

/**
 * A pod template as `kubectl rollout history --revision` of 1.`minor` prints it.
 * Source: kubectl pkg/describe DescribePodTemplate.
 */
export function describePodTemplate(template: PodTemplateSpec, minor: number): string {
  const w = new PrefixWriter();
  const metadata: unknown = template.metadata;
  const spec: unknown = template.spec;
  describeInto(isFields(metadata) ? metadata : {}, isFields(spec) ? spec : {}, minor, w);
  return w.toString();
}

function describeInto(metadata: Fields, spec: Fields, minor: number, w: PrefixWriter): void {
  w.write(0, 'Pod Template:\n');
  describeLabels('  Labels', metadata['labels'], w);
  const annotations = metadata['annotations'];
  if (isFields(annotations) && Object.keys(annotations).length > 0)
    describeAnnotations('  Annotations', annotations, w);
  const account = scalar(spec['serviceAccountName']);
  if (account !== '') w.write(1, `Service Account:\t${account}\n`);
  const init = listOf(spec['initContainers']);
  if (init.length > 0) describeContainers('Init Containers', init, minor, w);
  describeContainers('Containers', listOf(spec['containers']), minor, w);
  describeVolumes(listOf(spec['volumes']), w);
  describeTopologySpread(sortedBy(listOf(spec['topologySpreadConstraints']), 'topologyKey'), w);
  const priority = scalar(spec['priorityClassName']);
  if (priority !== '') w.write(1, `Priority Class Name:\t${priority}\n`);
  describeLabels('  Node-Selectors', spec['nodeSelector'], w);
  describeTolerations(sortedBy(listOf(spec['tolerations']), 'key'), w);
  const group = spec['schedulingGroup'];
  if (!isFields(group)) return;
  w.write(0, '  SchedulingGroup:\n');
  w.write(1, `PodGroupName:\t${scalar(group['podGroupName'])}\n`);
}

function describeTopologySpread(constraints: readonly Fields[], w: PrefixWriter): void {
  if (constraints.length === 0) return;
  w.write(0, '  Topology Spread Constraints:\t');
  constraints.forEach((constraint, i) => {
    if (i !== 0) w.write(0, '  \t');
    const skew = scalar(constraint['maxSkew'], '0');
    w.write(
      0,
      `${scalar(constraint['topologyKey'])}:${scalar(constraint['whenUnsatisfiable'])} when max skew ${skew} is exceeded`,
    );
    const selector = constraint['labelSelector'];
    if (isFields(selector)) w.write(0, ` for selector ${formatLabelSelector(selector)}`);
    w.write(0, '\n');
  });
}

/** Source: apimachinery metav1.FormatLabelSelector. */
function formatLabelSelector(selector: Fields): string {
  const labels = isFields(selector['matchLabels']) ? selector['matchLabels'] : {};
  const equal = Object.keys(labels)
    .sort(compareBytes)
    .map((key) => ({ key, shown: `${key}=${scalar(labels[key])}` }));
  const expressions = listOf(selector['matchExpressions']).map((expression) => {
    const key = scalar(expression['key']);
    return { key, shown: formatExpression(key, expression) };
  });
  const all = [...equal, ...expressions].sort((a, b) => compareBytes(a.key, b.key));
  return all.length === 0 ? '<none>' : all.map(({ shown }) => shown).join(',');
}

function formatExpression(key: string, expression: Fields): string {
  const values = Array.isArray(expression['values']) ? expression['values'].map(String).sort(compareBytes) : [];
  if (expression['operator'] === 'Exists') return key;
  if (expression['operator'] === 'DoesNotExist') return `!${key}`;
  return `${key} ${expression['operator'] === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
}

function describeTolerations(tolerations: readonly Fields[], w: PrefixWriter): void {
  w.write(0, '  Tolerations:\t');
  if (tolerations.length === 0) w.write(0, '<none>\n');
  tolerations.forEach((toleration, i) => {
    w.write(0, `${i === 0 ? '' : '\t'}${describeToleration(toleration)}\n`);
  });
}

function describeToleration(toleration: Fields): string {
  const [key, value, effect] = [scalar(toleration['key']), scalar(toleration['value']), scalar(toleration['effect'])];
  const seconds = toleration['tolerationSeconds'];
  let out = key + (value === '' ? '' : `=${value}`) + (effect === '' ? '' : `:${effect}`);
  if (toleration['operator'] === 'Exists' && value === '')
    out += key === '' && effect === '' ? 'op=Exists' : ' op=Exists';
  return out + (seconds === undefined || seconds === null ? '' : ` for ${scalar(seconds)}s`);
}
