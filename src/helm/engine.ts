/** Renders the templates of a chart. Source: helm pkg/engine/engine.go. */
import { BudgetError, spend, StepBudget, withinBudget, type StepPool } from '../limits/budget.ts';
import { ExecError, execute, isFunction, type Engine } from '../gotemplate/exec.ts';
import { func, FuncError, STRING } from '../gotemplate/func.ts';
import { ParseError, parseTemplate } from '../gotemplate/parse.ts';
import { TemplateSet } from '../gotemplate/template-set.ts';
import { replaceAll, type TemplateSource } from '../gotemplate/text.ts';
import { ANY_MAP, Dict, str, type Func, type Native, type Str, type Value } from '../gotemplate/value.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';
import { basePath, cleanPath } from '../sprig/encoding.ts';
import { ChartError, type Chart } from './chart.ts';
import { tableAt, valueAt } from './coalesce.ts';
import { filesMethod, filesValue } from './files.ts';
import { helmFunctions, warningIn } from './functions.ts';
import { chartValue } from './metadata.ts';
import { JSON_YAML, writeYaml } from './yaml-write.ts';
import { fromBytes } from '../gotemplate/value.ts';

const VALUES = 'chartutil.Values';

/** A template that failed: helm's text, and where. */
export class RenderError extends ChartError {
  readonly fault: ExecError | ParseError | BudgetError;

  constructor(message: string, fault: RenderError['fault']) {
    super(message);
    this.fault = fault;
  }

  /** Whether it was given up because it was too much work. */
  get isExhausted(): boolean {
    return this.fault instanceof BudgetError || (this.fault instanceof ExecError && this.fault.isExhausted);
  }
}

/** What templates see besides their chart. */
export interface BuiltInObjects {
  readonly release: Dict;
  readonly capabilities: Native;
}

interface Renderable {
  readonly source: TemplateSource;
  /** The file that it is. */
  readonly path: string;
  readonly values: Dict;
  readonly base: string;
}

export interface Rendered {
  /** The output of each template by helm's name of it; files that only define templates are left out. */
  readonly files: ReadonlyMap<string, Str>;
  /** The path of each template's file. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Renders a chart whose values are `values`. Throws RenderError. */
export function renderChart(chart: Chart, values: Dict, release: BuiltInObjects, pool?: StepPool): Rendered {
  const budget = new StepBudget(pool);
  for (const { path, bytes } of chart.source) budget.allow(path, bytes.length);
  return withinBudget(budget, () => renderTemplates(chart, values, release));
}

function renderTemplates(chart: Chart, values: Dict, release: BuiltInObjects): Rendered {
  const templates = new Map<string, Renderable>();
  collect(chart, templates, Dict.of({ Values: values.as(VALUES) }), release);
  const names = [...templates.keys()].sort(byDepth);
  const engine: Engine = { funcs: helmFunctions(() => engine), methodOf };
  const set = new TemplateSet();
  for (const name of names) {
    const source = templates.get(name)?.source;
    if (source !== undefined) parseInto(set, source, engine);
  }
  const files = new Map<string, Str>();
  for (const name of names) {
    const template = templates.get(name);
    if (template === undefined || basePath(name).startsWith('_')) continue;
    files.set(name, executeFile(engine, set, name, template));
  }
  return { files, paths: new Map([...templates].map(([name, { path }]) => [name, path])) };
}

/** helm's order: what lies deepest first, and names backwards. Source: byPathLen, reversed. */
function byDepth(a: string, b: string): number {
  const depth = b.split('/').length - a.split('/').length;
  return depth !== 0 ? depth : compareBytes(b, a);
}

/** Source: recAllTpls. */
function collect(
  chart: Chart,
  templates: Map<string, Renderable>,
  parent: Dict,
  { release, capabilities }: BuiltInObjects,
): Dict {
  const subcharts = new Dict();
  const own = chart.isRoot ? parent.entries.get('Values') : tableAt(parent, `Values.${chart.name}`)?.as(VALUES);
  const next = Dict.of(
    {
      Chart: chartValue(chart.metadata, chart.requirements, chart.isRoot),
      Files: filesValue(chart.files),
      Release: release,
      Capabilities: capabilities,
      Values: own ?? new Dict(new Map(), VALUES),
      Subcharts: subcharts,
    },
    ANY_MAP,
  );
  for (const child of chart.dependencies) {
    subcharts.entries.set(child.name, collect(child, templates, next, { release, capabilities }));
  }
  const path = chart.fullPath;
  const isLibrary = chart.metadata.type.toLowerCase() === 'library';
  for (const file of chart.templates) {
    if (isLibrary && !basePath(file.name).startsWith('_')) continue;
    const name = cleanPath(`${path}/${file.name}`);
    const source = { name, text: fromBytes(file.bytes) };
    templates.set(name, { source, path: file.path, values: next, base: `${path}/templates` });
  }
  return next;
}

/** Templates are parsed once, however often their chart is rendered. */
const parsed = new Map<string, ReturnType<typeof parseTemplate>>();
const MAX_PARSED = 5000;

function parseInto(set: TemplateSet, source: TemplateSource, engine: Engine): void {
  const key = `${source.name}\0${source.text}`;
  try {
    const trees = parsed.get(key) ?? parseTemplate(source, (name) => isFunction(engine, name));
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(key, trees);
    set.add(trees);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(source.name, error);
    if (!(error instanceof ParseError)) throw error;
    throw new RenderError(parseProblem(source.name, error.message), error);
  }
}

/** Source: cleanupParseError. */
function parseProblem(name: string, message: string): string {
  const parts = message.split(': ');
  if (parts.length === 1) return `parse error in (${name}): ${message}`;
  return `parse error at (${parts[1] ?? ''}): ${parts[parts.length - 1] ?? ''}`;
}

/** What a document costs whoever reads the output. */
const DOCUMENT = 20;

function executeFile(engine: Engine, set: TemplateSet, name: string, { values, base }: Renderable): Str {
  values.entries.set('Template', Dict.of({ Name: str(name), BasePath: str(base) }, VALUES));
  try {
    const text = replaceAll(execute(engine, set, name, values.as(VALUES)), '<no value>', str(''));
    spend(DOCUMENT * text.text.split('\n---').length);
    return text;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(name, error);
    if (error instanceof ExecError) throw new RenderError(execProblem(name, error.message), error);
    if (error instanceof BudgetError) {
      throw new RenderError(`execution error in (${name}): ${error.message}`, error);
    }
    throw error;
  }
}

// Templates that call each other without an end use up the stack.
function tooDeep(name: string, error: RangeError): RenderError {
  if (!/call stack/i.test(error.message)) throw error;
  const cause = new BudgetError('its templates call each other too deeply');
  return new RenderError(`execution error in (${name}): ${cause.message}`, cause);
}

/** Source: cleanupExecError. */
function execProblem(name: string, message: string): string {
  const [first, location, ...rest] = message.split(': ');
  if (first === undefined || location === undefined || rest.length === 0)
    return `execution error in (${name}): ${message}`;
  const warning = warningIn(rest.join(': '));
  return warning === undefined ? message : `execution error at (${location}): ${warning}`;
}

/** The methods of helm's own map types. Source: chartutil.Values, engine.files. */
function methodOf(value: Value, name: string): Func | undefined {
  if (!(value instanceof Dict)) return undefined;
  if (value.type !== VALUES) return filesMethod(value, name);
  switch (name) {
    case 'AsMap':
      return func([], () => value.as(ANY_MAP));
    case 'YAML':
      return func([], () => writeYaml(value, JSON_YAML));
    case 'Table':
      return func([STRING], ({ text }) => {
        const table = tableAt(value, text);
        if (table === undefined) throw new FuncError(`"${text.split('.').pop() ?? ''}" is not a table`);
        return table.as(VALUES);
      });
    case 'PathValue':
      return func([STRING], ({ text }) => {
        const found = valueAt(value, text);
        if (found === undefined) throw new FuncError(`"${text.split('.').pop() ?? ''}" is not a value`);
        return found;
      });
    default:
      return undefined;
  }
}
