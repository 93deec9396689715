/** A chart in memory. Source: helm pkg/chart/chart.go, metadata.go, dependency.go. */
import type { Dict, Value } from '../gotemplate/value.ts';

/** A file of a chart. */
export interface ChartFile {
  /** From the chart's folder, with slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where it is read: a path, or a path in an archive. */
  readonly path: string;
}

/** A dependency as Chart.yaml asks for it; names and switches change while dependencies are processed. */
export interface Dependency {
  name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  readonly importValues: readonly ImportValue[];
  enabled: boolean;
}

export type ImportValue = string | { readonly child: string; readonly parent: string };

/** Chart.yaml. */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly kubeVersion: string;
  readonly type: string;
  readonly deprecated: boolean;
  /** Undefined when the chart names none: its charts are then all used. */
  readonly dependencies: Dependency[] | undefined;
  /** What templates see of it, by the names of Go's fields. */
  readonly fields: ReadonlyMap<string, Value>;
}

export class Chart {
  metadata: Metadata;
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  readonly schema: ChartFile | undefined;
  /** All that it was made of. */
  readonly source: readonly ChartFile[];
  values: Dict;
  /** Dependencies that are in use, after processing. */
  requirements: Dependency[] | undefined;
  parent: Chart | undefined;
  #dependencies: Chart[] = [];

  constructor(metadata: Metadata, parts: Pick<Chart, 'templates' | 'files' | 'schema' | 'source' | 'values'>) {
    this.metadata = metadata;
    this.templates = parts.templates;
    this.files = parts.files;
    this.schema = parts.schema;
    this.source = parts.source;
    this.values = parts.values;
    this.requirements = metadata.dependencies;
  }

  get name(): string {
    return this.metadata.name;
  }

  get isRoot(): boolean {
    return this.parent === undefined;
  }

  get dependencies(): readonly Chart[] {
    return this.#dependencies;
  }

  setDependencies(charts: readonly Chart[]): void {
    this.#dependencies = [];
    for (const chart of charts) this.add(chart);
  }

  add(chart: Chart): void {
    chart.parent = this;
    this.#dependencies.push(chart);
  }

  /** ChartFullPath: how the engine names the chart's templates. */
  get fullPath(): string {
    return this.parent === undefined ? this.name : `${this.parent.fullPath}/charts/${this.name}`;
  }

  /** A copy that can be rendered without changing this one. */
  clone(): Chart {
    const dependencies = this.metadata.dependencies?.map((dependency) => ({ ...dependency }));
    const copy = new Chart({ ...this.metadata, dependencies }, this);
    copy.setDependencies(this.#dependencies.map((chart) => chart.clone()));
    return copy;
  }

  /** A copy under another name, whose own charts still belong to this one. Source: getAliasDependency. */
  aliased(name: string): Chart {
    const copy = new Chart({ ...this.metadata, name }, this);
    copy.requirements = this.requirements;
    copy.parent = this.parent;
    copy.#dependencies = this.#dependencies;
    return copy;
  }
}

/** A chart that helm does not load or render; `message` is helm's. */
export class ChartError extends Error {
  /** The file at fault, and where, if that is known. */
  readonly file: { readonly path: string; readonly start: number; readonly end: number } | undefined;

  constructor(message: string, file?: ChartError['file']) {
    super(message);
    this.file = file;
  }
}
