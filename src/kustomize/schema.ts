/** Which lists a strategic merge merges, and by which keys. Source: kyaml openapi/openapi.go. */
import builtin from './kubernetes-types.json' with { type: 'json' };

/** A schema, as far as merging wants it; all of it is optional, as in an OpenAPI document. */
export interface Definition {
  /** The name of the definition that this is. */
  readonly ref?: string;
  readonly fields?: Readonly<Record<string, Definition>>;
  /** Of the values of a map with any keys. */
  readonly values?: Definition;
  readonly items?: Definition;
  readonly strategy?: string;
  readonly keys?: readonly string[];
}

/** A set of definitions by name, and the types of objects. */
export interface Definitions {
  readonly definitions: Readonly<Record<string, Definition>>;
  /** The name of a definition by `apiVersion kind`. */
  readonly types: Readonly<Record<string, string>>;
  /** Whether objects of a type are in a namespace, by `apiVersion kind`. */
  readonly namespaced: Readonly<Record<string, boolean>>;
}

const BUILTIN: Definitions = builtin;
/** The only version that is built in. */
const BUILTIN_VERSION = 'v1.21.2';

/** A definition, resolved in its set. */
export class Schema {
  readonly #definition: Definition;
  readonly #set: ReadonlyMap<string, Definition>;

  constructor(definition: Definition, set: ReadonlyMap<string, Definition>) {
    this.#definition = definition;
    this.#set = set;
  }

  #resolved(found: Definition | undefined): Schema | undefined {
    let definition = found;
    for (let steps = 0; definition?.ref !== undefined; steps++) {
      if (steps > 100) return undefined;
      definition = this.#set.get(definition.ref);
    }
    return definition === undefined ? undefined : new Schema(definition, this.#set);
  }

  field(name: string): Schema | undefined {
    const { fields, values } = this.#definition;
    return this.#resolved(fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : values);
  }

  get items(): Schema | undefined {
    return this.#resolved(this.#definition.items);
  }

  get strategy(): string {
    return this.#definition.strategy ?? '';
  }

  /** The merge keys; only known beside a strategy. */
  get keys(): readonly string[] {
    return this.#definition.strategy === undefined ? [] : (this.#definition.keys ?? []);
  }

  /** Whether lists are merged by their items. */
  get merges(): boolean {
    return this.strategy.split(',').includes('merge');
  }
}

/**
 * The schemas of one build. Which definitions are known depends on what was asked before, as in kustomize, which keeps
 * them in variables of the process: the first custom schema counts, and Kubernetes' own is read when it is first wanted.
 */
export class Schemas {
  readonly #definitions = new Map<string, Definition>();
  readonly #types = new Map<string, Definition>();
  readonly #namespaced = new Map<string, boolean>();
  #custom: Definitions | undefined;
  #version = '';
  #initialized = false;
  #builtin: 'not-parsed' | 'delayed' | 'parsed' = 'not-parsed';

  /** Takes the `openapi` field of a kustomization; a later one changes nothing. Throws Error. Source: SetSchema. */
  set(version: string | undefined, custom: Definitions | undefined): void {
    if (this.#version !== '' || this.#custom !== undefined) return;
    if (custom !== undefined) {
      if (version !== undefined) throw new Error('builtin version and custom schema provided, cannot use both');
      this.#custom = custom;
      this.#version = 'custom';
      this.#initialized = false;
      return;
    }
    this.#version = version ?? '';
    if (this.#version === '') return;
    if (this.#version !== BUILTIN_VERSION) throw new Error('the specified OpenAPI version is not built in');
    this.#initialized = false;
  }

  /** The schema of a type of objects. Source: SchemaForResourceType. */
  ofType(apiVersion: string, kind: string): Schema | undefined {
    this.#initialize();
    const definition = this.#types.get(`${apiVersion} ${kind}`);
    return definition === undefined ? undefined : new Schema(definition, this.#definitions);
  }

  /** Whether a type is known to have no namespace. Source: IsCertainlyClusterScoped. */
  isClusterScoped(apiVersion: string, kind: string): boolean {
    const type = `${apiVersion} ${kind}`;
    const known = Object.hasOwn(BUILTIN.namespaced, type) ? BUILTIN.namespaced[type] : undefined;
    if (known !== undefined) return !known;
    if (!this.#initialized) {
      if (this.#custom !== undefined) this.#initialize();
      else if (this.#builtin === 'not-parsed') this.#builtin = 'delayed';
    }
    return this.#namespaced.get(type) === false;
  }

  #initialize(): void {
    if (this.#initialized) return;
    this.#initialized = true;
    if (this.#custom !== undefined) this.#add(this.#custom);
    else this.#addBuiltin();
    if (this.#builtin === 'delayed') this.#addBuiltin();
  }

  #addBuiltin(): void {
    this.#add(BUILTIN);
    this.#builtin = 'parsed';
  }

  #add({ definitions, types, namespaced }: Definitions): void {
    for (const [name, definition] of Object.entries(definitions)) this.#definitions.set(name, definition);
    for (const [type, name] of Object.entries(types)) {
      const definition = definitions[name];
      if (definition !== undefined) this.#types.set(type, definition);
    }
    for (const [type, is] of Object.entries(namespaced)) this.#namespaced.set(type, is);
  }
}
