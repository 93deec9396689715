/** Templates that can call each other. Source: Go text/template/template.go. */
import { isEmptyTree, type Tree } from './node.ts';

export class TemplateSet {
  readonly #trees = new Map<string, Tree>();
  readonly #base: TemplateSet | undefined;

  constructor(base?: TemplateSet) {
    this.#base = base;
  }

  lookup(name: string): Tree | undefined {
    return this.#trees.get(name) ?? this.#base?.lookup(name);
  }

  /** Installs parsed templates; one that is empty does not replace another. Source: Template.associate. */
  add(trees: ReadonlyMap<string, Tree>): void {
    for (const [name, tree] of trees) {
      if (isEmptyTree(tree.root) && this.lookup(name) !== undefined) continue;
      this.#trees.set(name, tree);
    }
  }

  names(): readonly string[] {
    return [...new Set([...(this.#base?.names() ?? []), ...this.#trees.keys()])];
  }

  /** A set that begins with these templates and adds its own. Source: Template.Clone. */
  fork(): TemplateSet {
    return new TemplateSet(this);
  }
}
