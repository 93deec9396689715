import { basename, dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { rules } from '../../rules/index.ts';
import { ConfigError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { PolicyRulesets, type LoadedPolicies } from '../input/policy-rulesets.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { mayHoldPolicy } from '../manifest/input-text.ts';
import { kustomizePatches } from '../input/kustomization.ts';
import { renderedFrom } from '../input/rendered-from.ts';
import { testFolders } from '../input/test-folder.ts';
import { MANIFEST } from '../input/search-folder.ts';
import { BASELINE_NAME } from '../manifest/known-findings.ts';
import { CONFIG_NAMES } from '../settings/find-config.ts';
import { ignoreFilter, rulesFor, SettingsFinder, type Overrides, type Settings } from '../settings/settings.ts';
import type { SourceFile } from '../document/source.ts';
import { liveFindings } from '../format/source-lines.ts';
import { lintTexts, type LintedTexts, type TextSettings } from '../lint-texts.ts';
import type { RulesetOf } from '../suppress/judges.ts';
import { chartsOf } from './chart-findings.ts';
import { Neighbours } from './neighbours.ts';
import { kustomizedBy, type OpenFile } from './overlay-findings.ts';

/** A text as it was at one version. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** What was found in a snapshot, and how to look at another text in its place. */
export interface Judged {
  readonly snapshot: Snapshot;
  readonly analysis: LintedTexts;
  readonly inspect: (text: string) => LintedTexts;
  /** Whether another file, when it changes, can change what is found. */
  readonly restsOn: (path: string) => boolean;
}

/** What the editor has open. */
export interface Open {
  get(uri: string): TextDocument | undefined;
  all(): TextDocument[];
}

const HELPER = /\.tpl$/i;
const MANIFEST_LANGUAGE = /yaml|json|helm|kubernetes/i;

/** Whether a change of this file changes the settings of others. */
export function isConfig(uri: string): boolean {
  return [...CONFIG_NAMES, BASELINE_NAME].includes(basename(uri));
}

/** The open texts with their settings; whatever is read from disk is kept until `forget`. */
export class Workspace {
  folders: readonly string[] = [];
  readonly #open: Open;
  readonly #io: Io;
  readonly #complain: (problem: string, severity: 'error' | 'warning') => void;
  #finder: SettingsFinder;
  #policies: PolicyRulesets;
  /** What `#policies` has compiled: the policies of the input, and what beside them may be a parameter. */
  #compiled = '';
  #isPatch: (path: string) => boolean;
  #isInTest: (path: string) => boolean;
  #neighbours: Neighbours;
  #judged = new Map<string, { readonly version: number; readonly judged: Promise<Judged | undefined> }>();
  #complaints = new Set<string>();
  readonly #noticed = new Set<string>();

  /** `complain` is told of a configuration that cannot be used, once. */
  constructor(open: Open, io: Io, complain: (problem: string, severity: 'error' | 'warning') => void) {
    this.#open = open;
    this.#io = io;
    this.#complain = complain;
    this.#finder = this.#makeFinder({});
    this.#policies = new PolicyRulesets(io);
    this.#isPatch = kustomizePatches(io);
    this.#isInTest = testFolders(io);
    this.#neighbours = new Neighbours(io);
  }

  #makeFinder(overrides: Overrides): SettingsFinder {
    return new SettingsFinder(overrides, rules, this.#io);
  }

  /** Files have changed on disk. */
  forget(): void {
    this.#finder = this.#makeFinder({});
    this.#policies = new PolicyRulesets(this.#io);
    this.#isPatch = kustomizePatches(this.#io);
    this.#isInTest = testFolders(this.#io);
    this.#neighbours = new Neighbours(this.#io);
    this.#judged = new Map();
    this.#complaints = new Set();
  }

  /** Forgets what was found in the other open texts that rest on this one, and names them. */
  async forgetDependents(uri: string): Promise<string[]> {
    const path = pathOf(uri);
    if (path === undefined) return [];
    const others = [...this.#judged].filter(([other]) => other !== uri);
    const known = await Promise.all(others.map(async ([other, { judged }]) => [other, await judged] as const));
    const dependents = known.flatMap(([other, judged]) => (judged?.restsOn(path) === true ? [other] : []));
    for (const other of dependents) this.#judged.delete(other);
    return dependents;
  }

  /** A text was closed. */
  close(uri: string): void {
    this.#judged.delete(uri);
  }

  /** What is found in an open text as it is now; undefined for what is not a manifest or is left out by the settings. */
  async judge(uri: string): Promise<Judged | undefined> {
    const document = this.#open.get(uri);
    if (document === undefined || !isManifest(document)) return undefined;
    const snapshot = { uri, version: document.version, text: document.getText() };
    const known = this.#judged.get(uri);
    if (known?.version === snapshot.version) return known.judged;
    const judged = this.#judge(snapshot);
    this.#judged.set(uri, { version: snapshot.version, judged });
    return judged;
  }

  /** The same with the version it holds for; undefined when the text was changed or closed meanwhile. */
  async judgeVersion(uri: string): Promise<{ version: number; judged: Judged | undefined } | undefined> {
    const version = this.#open.get(uri)?.version;
    const judged = await this.judge(uri);
    return version === undefined || this.#open.get(uri)?.version !== version ? undefined : { version, judged };
  }

  async #judge(snapshot: Snapshot): Promise<Judged | undefined> {
    const path = pathOf(snapshot.uri);
    const directory = path === undefined ? (this.folders[0] ?? this.#io.cwd) : dirname(path);
    const settings = await this.#settingsOf(directory);
    const isIgnored = await this.#ignoreFilter(settings, directory);
    if (path !== undefined && isIgnored(path)) return undefined;
    const shown = this.#shownPath(snapshot.uri);
    const around = {
      policies: await this.#policiesFor(settings, snapshot, path),
      neighbours: () => (path === undefined ? [] : this.#near(path)),
      isPatch: (source: SourceFile) => this.#isPatch(this.#absolute(source.path, path)),
      inTestFolder: (source: SourceFile) => this.#isInTest(this.#absolute(source.path, path)),
    };
    const { policies } = around;
    const open: OpenFile | undefined =
      path === undefined
        ? undefined
        : {
            file: { path, shown, named: true },
            io: this.#asOpen(path),
            settings,
            isIgnored,
            rulesetOf: (manifest, path) =>
              (manifest && policies?.rulesetOf(manifest)) ?? settings.rulesetOf(manifest, path),
          };
    const charts = open && (await chartsOf(open));
    const kustomized = open && (await kustomizedBy(open));
    const inspect = (text: string): LintedTexts => {
      const from = open && renderedFrom(open.file.path, text, open.io);
      const plain = lintTexts([{ path: shown, text, ...(from && { renderedFrom: from }) }], settings, around);
      const charted = charts?.inspect(text, plain) ?? plain;
      return liveOnly(kustomized?.(text, charted) ?? charted);
    };
    // Rules and policies look at the files beside a manifest.
    const isBeside = (other: string): boolean => path !== undefined && dirname(other) === dirname(path);
    const restsOn = (other: string): boolean => isBeside(other) || charts?.restOn(other) === true;
    return { snapshot, analysis: inspect(snapshot.text), inspect, restsOn };
  }

  async #policiesFor(
    settings: Settings,
    { text }: Snapshot,
    path: string | undefined,
  ): Promise<LoadedPolicies | undefined> {
    const near = path === undefined ? [] : this.#near(path);
    const policyTexts = [{ path: '', text }, ...near].filter((each) => mayHoldPolicy(each.text));
    const isJudged = policyTexts.length + settings.policies.paths.length > 0;
    const compiled = (isJudged ? [...policyTexts, ...near] : []).map((each) => each.text).join('\0');
    if (compiled !== this.#compiled) this.#policies = new PolicyRulesets(this.#io);
    this.#compiled = compiled;
    try {
      const loaded = await this.#policies.load(settings, { policyTexts: () => policyTexts });
      for (const { message } of this.#policies.faults) this.#complainOnce(new ConfigError(message));
      return loaded && { ...loaded, rulesetOf: (manifest) => this.#rulesetOf(loaded, manifest, settings) };
    } catch (error) {
      this.#complainOnce(error);
      return undefined;
    }
  }

  #rulesetOf({ rulesetOf }: LoadedPolicies, manifest: Manifest, settings: Settings): Ruleset {
    try {
      return rulesetOf(manifest);
    } catch (error) {
      this.#complainOnce(error);
      return rulesFor(settings, manifest).ruleset;
    }
  }

  /** Tells what somebody may not expect of the configurations, once. */
  #notify(): void {
    for (const notice of this.#finder.notices) {
      if (!this.#noticed.has(notice)) this.#complain(notice, 'warning');
      this.#noticed.add(notice);
    }
  }

  /** Tells of a fault of the configuration; anything else is thrown. */
  #complainOnce(error: unknown): void {
    if (!(error instanceof ConfigError)) throw error;
    if (!this.#complaints.has(error.message)) this.#complain(error.message, 'error');
    this.#complaints.add(error.message);
  }

  /** The settings of a folder, with paths as they are shown from the workspace folder. */
  async #settingsOf(directory: string): Promise<Settings & Required<TextSettings>> {
    const found = await this.#usableSettings(directory);
    const { baseline } = found.context;
    const cwd = this.#base(resolve(directory, 'file'));
    const seen = baseline && { baseline: baseline.seenFrom(cwd) };
    const settings = { ...found, cwd, context: { ...found.context, ...seen } };
    const rulesetOf: RulesetOf = (manifest, path = '') => rulesFor(settings, manifest ?? path).ruleset;
    return { ...settings, rulesetOf };
  }

  /** What a configuration leaves out, or that of the workspace folder. */
  async #ignoreFilter(settings: Settings, directory: string): Promise<(path: string) => boolean> {
    const above = await this.#usableSettings(this.#base(resolve(directory, 'file')));
    const [own, outer] = [await ignoreFilter(settings), await ignoreFilter(above)];
    return (path) => own(path) || outer(path);
  }

  async #usableSettings(directory: string): Promise<Settings> {
    try {
      const settings = await this.#finder.of(directory);
      this.#notify();
      return settings;
    } catch (error) {
      this.#complainOnce(error);
      return this.#makeFinder({ config: false, baseline: false }).of(directory);
    }
  }

  // As `check` would show it from the workspace folder: what lies above the folder says nothing about a file.
  #shownPath(uri: string): string {
    const path = pathOf(uri);
    return path === undefined ? uri : relative(this.#base(path), path).replaceAll(sep, '/');
  }

  #base(path: string): string {
    return this.folders.find((folder) => path.startsWith(folder + sep)) ?? this.folders[0] ?? this.#io.cwd;
  }

  #absolute(shown: string, from: string | undefined): string {
    return resolve(this.#base(from ?? ''), shown);
  }

  /** The URI of a path that a report about `from` shows. */
  uriOf(shown: string, from: string): string {
    if (shown === this.#shownPath(from)) return from;
    return pathToFileURL(this.#absolute(shown, pathOf(from))).href;
  }

  /** The files as they are being edited where they are open, seen from the workspace folder of `path`. */
  #asOpen(path: string): Io {
    const open = new Map(this.#open.all().map((document) => [pathOf(document.uri), document]));
    const readFile: Io['readFile'] = (file, how) => {
      const document = open.get(file);
      return document === undefined ? this.#io.readFile(file, how) : Buffer.from(document.getText());
    };
    return { ...this.#io, cwd: this.#base(path), readFile };
  }

  /** The other manifests of the same directory, as they are being edited where they are open. */
  #near(path: string): readonly SourceFile[] {
    const base = this.#base(path);
    const show = (file: string): string => relative(base, file).replaceAll(sep, '/');
    const open = new Map(this.#open.all().map((document) => [pathOf(document.uri), document.getText()]));
    const beside = this.#neighbours.of(dirname(path)).filter((file) => file.path !== path);
    return beside.map((file) => ({ path: show(file.path), text: open.get(file.path) ?? file.text }));
  }
}

/** What exceptions hide is in no editor. */
function liveOnly({ report, manifests }: LintedTexts): LintedTexts {
  return { report: { ...report, findings: liveFindings(report) }, manifests };
}

function isManifest({ uri, languageId }: TextDocument): boolean {
  return !isConfig(uri) && (MANIFEST_LANGUAGE.test(languageId) || MANIFEST.test(uri) || HELPER.test(uri));
}

/** The path of a file; undefined for what was never saved. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
