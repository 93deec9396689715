/** Which files get to one cluster, and which to different ones, as far as the input and the configuration say it. */
import type { SourceFile } from '../document/source.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { deliveriesIn, folderOf, type Delivery, type Member } from './deliveries.ts';

/** A cluster of the configuration, and whether it gets what lies at an absolute path. */
export interface NamedCluster {
  readonly name: string;
  readonly holds: (path: string) => boolean;
}

/** Where the files of an input are. */
export interface Layout {
  /** Absolute, of the repository. */
  readonly root: string;
  /** A path that is shown, from the root of the repository and with `/`. */
  readonly placeOf: (shown: string) => string;
  /** Whether an address may be of this repository; unless it is known, every one may. */
  readonly isOwn?: (url: string) => boolean;
}

/** Of texts whose paths begin at the root. */
export const AS_SHOWN: Layout = { root: '', placeOf: (shown) => shown };

/** A folder that holds one folder for each cluster or environment, by the customs of Flux, Argo CD and kustomize. */
const ENVIRONMENTS = /^(?:clusters|environments|envs|overlays)$/i;
/** Overlays of one name are often of different applications, applied one by one. */
const ONE_CLUSTER = /^(?:clusters|environments|envs)$/i;

/** How the group of those begins that one kustomization puts together. */
const KUSTOMIZATION = 'kustomization ';

/** The family of what the configuration names. */
const CONFIGURED = 'configured';

/** Everything that reaches a file: kustomizations, deliveries, and the clusters that these name. */
interface Reached {
  readonly groups: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly folder: string;
}

export class Clusters {
  readonly #layout: Layout;
  readonly #named: readonly NamedCluster[];
  readonly #users = new Map<string, string[]>();
  readonly #assembled = new Set<string>();
  readonly #exact = new Map<string, Delivery[]>();
  readonly #patterns: Delivery[] = [];
  readonly #reached = new Map<string, Reached>();

  constructor(sources: readonly SourceFile[], layout: Layout, named: readonly NamedCluster[]) {
    this.#layout = layout;
    this.#named = named;
    const { deliveries, assemblies } = deliveriesIn(sources, layout);
    for (const { folder, parts } of assemblies) {
      this.#assembled.add(folder);
      for (const part of parts) addTo(this.#users, part, folder);
    }
    for (const delivery of deliveries) {
      if (delivery.folder.includes('*')) this.#patterns.push(delivery);
      else addTo(this.#exact, delivery.folder, delivery);
    }
  }

  /** Whether no cluster gets both files: each is known to go to another one. */
  areApart(a: string, b: string): boolean {
    const [one, other] = [this.#of(a).members, this.#of(b).members];
    const differ = (family: string): boolean | undefined => {
      const [names, others] = [one.get(family), other.get(family)];
      return names === undefined || others === undefined ? undefined : ![...names].some((name) => others.has(name));
    };
    // Whoever names clusters knows better than customs do.
    return differ(CONFIGURED) ?? [...one.keys()].some((family) => differ(family) === true);
  }

  /** Whether something says that one cluster gets both: a folder applied as a whole, a kustomization, a delivery. */
  areTogether(a: string, b: string): boolean {
    if (a === b) return true;
    const [one, other] = [this.#of(a), this.#of(b)];
    if (one.folder === other.folder && !this.#assembled.has(one.folder)) return true;
    return [...one.groups].some((group) => other.groups.has(group));
  }

  /** What leads to a file: the same for files to which the answers are the same, their folders aside. */
  waysTo(shown: string): string {
    const { groups, members } = this.#of(shown);
    return JSON.stringify([[...groups].sort(), waysOf(members)]);
  }

  /** The deliveries and clusters that get a file as it is, each with what tells it from others of its name. */
  appliersOf(shown: string): readonly string[] {
    const { groups, members } = this.#of(shown);
    // A kustomization refuses two objects of one name, and can give them others.
    if ([...groups].some((group) => group.startsWith(KUSTOMIZATION))) return [];
    return [...groups].map((group) => JSON.stringify([group, waysOf(members)]));
  }

  /** The folder that a file is applied with, or the file itself. */
  homeOf(shown: string): string {
    const { folder } = this.#of(shown);
    return this.#assembled.has(folder) ? shown : folder;
  }

  #of(shown: string): Reached {
    let reached = this.#reached.get(shown);
    if (reached === undefined) this.#reached.set(shown, (reached = this.#reach(this.#layout.placeOf(shown))));
    return reached;
  }

  /** Follows a file to what uses it, and so on up to what names a cluster. */
  #reach(start: string): Reached {
    const groups = new Set<string>();
    const members = new Map<string, Set<string>>();
    const add = ({ family, name }: Member, isOne = true): void => {
      members.set(family, (members.get(family) ?? new Set()).add(name));
      if (isOne) groups.add(`${family}: ${name}`);
    };
    const seen = new Set([start]);
    for (const place of seen) {
      for (const { folder, kind, name } of environmentsOf(place)) add({ family: folder, name }, ONE_CLUSTER.test(kind));
      for (const member of this.#configured(place)) add(member);
      for (const user of this.#users.get(place) ?? []) {
        seen.add(user);
        groups.add(`${KUSTOMIZATION}${user}`);
      }
      for (const { delivery, folder } of this.#deliveriesOf(place)) {
        groups.add(`delivery ${delivery.file} ${folder}`);
        const { cluster, file } = delivery;
        if (cluster !== undefined) add({ family: 'server', name: cluster });
        else if (delivery.each) add({ family: `each of ${file}`, name: folder });
        // What brings itself along is the start of a cluster.
        else if (isBelow(file, folder)) add({ family: 'start', name: folder });
        if (cluster === undefined && !delivery.each) seen.add(file);
      }
    }
    return { groups, members, folder: folderOf(start) };
  }

  *#configured(place: string): Generator<Member> {
    const path = `${this.#layout.root}/${place}`;
    for (const { name, holds } of this.#named) if (holds(path)) yield { family: CONFIGURED, name };
  }

  /** The deliveries whose folder holds a file or is a folder, and which folder that is. */
  *#deliveriesOf(place: string): Generator<{ readonly delivery: Delivery; readonly folder: string }> {
    const parts = place.split('/');
    const holds = ({ recursive, takes }: Delivery, folder: string): boolean =>
      folder === place ||
      (!this.#assembled.has(folder) &&
        (recursive || folderOf(place) === folder) &&
        takes(folder === '' ? place : place.slice(folder.length + 1)));
    for (let depth = 0; depth <= parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      for (const delivery of this.#exact.get(folder) ?? []) if (holds(delivery, folder)) yield { delivery, folder };
    }
    for (const delivery of this.#patterns) {
      const pattern = delivery.folder.split('/');
      const folder = parts.slice(0, pattern.length).join('/');
      if (matches(pattern, folder.split('/')) && holds(delivery, folder)) yield { delivery, folder };
    }
  }
}

const waysOf = (members: Reached['members']): readonly unknown[] =>
  [...members].map(([name, set]) => [name, ...[...set].sort()]);

/** The folders of environments that a place lies in; the last part of a path may be a file. */
function* environmentsOf(
  place: string,
): Generator<{ readonly folder: string; readonly kind: string; readonly name: string }> {
  const parts = place.split('/');
  const end = /\.\w+$/.test(place) ? parts.length - 1 : parts.length;
  for (const [index, kind] of parts.slice(0, end - 1).entries()) {
    if (ENVIRONMENTS.test(kind))
      yield { folder: parts.slice(0, index + 1).join('/'), kind, name: parts[index + 1] ?? '' };
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((step, index) => {
    const [before = '', after] = step.split('*');
    const part = parts[index] ?? '';
    if (after === undefined) return step === part;
    return part.length >= step.length - 1 && part.startsWith(before) && part.endsWith(after);
  });
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
