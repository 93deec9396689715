import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  type CodeLens,
  type Diagnostic,
  type Hover,
  type MarkupContent,
  type Position,
  type PublishDiagnosticsParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serve } from '../../src/lsp/serve.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { inProject, type Project } from '../cli/project.ts';

const CAPABILITIES: ClientCapabilities = {
  textDocument: { publishDiagnostics: { relatedInformation: true } },
  workspace: { workspaceEdit: { documentChanges: true } },
};

const QUIET_MS = 50;

/** An editor with one folder, and a language server in the same process. */
export class Editor {
  readonly project: Project;
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly messages: string[] = [];
  readonly exitCode: Promise<number>;
  readonly input = new PassThrough();
  #waiting: (() => void)[] = [];
  readonly #texts = new Map<string, TextDocument>();

  constructor(project: Project) {
    this.project = project;
    const output = new PassThrough();
    this.exitCode = serve(this.input, output, { ...nodeIo(), cwd: project.root, env: {} }, QUIET_MS);
    this.connection = createProtocolConnection(output, this.input);
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      this.#wake();
    });
    this.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.messages.push(message);
      this.#wake();
    });
    this.connection.listen();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async start(capabilities = CAPABILITIES): Promise<unknown> {
    const { root } = this.project;
    const workspaceFolders = [{ uri: pathToFileURL(root).href, name: 'project' }];
    const parameters = { processId: null, rootUri: null, capabilities, workspaceFolders };
    const result: unknown = await this.connection.sendRequest('initialize', parameters);
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  uri(path: string): string {
    return pathToFileURL(`${this.project.root}/${path}`).href;
  }

  /** The text as the editor has it. */
  text(path: string): string {
    return this.#document(path).getText();
  }

  #document(path: string): TextDocument {
    const document = this.#texts.get(path);
    if (document === undefined) throw new Error(`${path} is not open`);
    return document;
  }

  async open(path: string, text: string, languageId = 'yaml'): Promise<void> {
    const uri = this.uri(path);
    this.#texts.set(path, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Types `after` over `before`, as an incremental change. */
  async replace(path: string, before: string, after: string): Promise<void> {
    const document = this.#document(path);
    const start = document.getText().indexOf(before);
    if (start < 0) throw new Error(`${path} does not hold ${before}`);
    const range = { start: document.positionAt(start), end: document.positionAt(start + before.length) };
    const contentChanges = [{ range, text: after }];
    const version = document.version + 1;
    TextDocument.update(document, contentChanges, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges,
    });
  }

  async notify(method: string, path: string): Promise<void> {
    await this.connection.sendNotification(`textDocument/${method}`, { textDocument: { uri: this.uri(path) } });
  }

  /** What was published for the version of `path` that the editor has now. */
  async diagnostics(path: string): Promise<Diagnostic[]> {
    const { version } = this.#document(path);
    const isCurrent = (each: PublishDiagnosticsParams): boolean =>
      each.uri === this.uri(path) && each.version === version;
    await this.until(() => this.published.some(isCurrent));
    return this.published.findLast(isCurrent)?.diagnostics ?? [];
  }

  /** The codes of the diagnostics. */
  async codes(path: string): Promise<unknown[]> {
    return (await this.diagnostics(path)).map(({ code }) => code);
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** The markdown over the first `needle`, `shift` characters in. */
  async hover(path: string, needle: string, shift = 0): Promise<string> {
    const parameters = { textDocument: { uri: this.uri(path) }, position: this.#at(path, needle, shift) };
    const hover = await this.connection.sendRequest<Hover | null>('textDocument/hover', parameters);
    return (hover?.contents as MarkupContent | undefined)?.value ?? '';
  }

  async lenses(path: string): Promise<string[]> {
    const parameters = { textDocument: { uri: this.uri(path) } };
    const lenses = await this.connection.sendRequest<CodeLens[] | null>('textDocument/codeLens', parameters);
    return (lenses ?? []).map(({ range, command }) => `${range.start.line + 1}: ${command?.title ?? ''}`);
  }

  async actions(path: string, needle: string, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const position = this.#at(path, needle, 0);
    const found = await this.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri: this.uri(path) },
      range: { start: position, end: position },
      context: { diagnostics: [], ...context },
    });
    return found ?? [];
  }

  /** The text of `path` after `edit`. */
  applied(path: string, edit: WorkspaceEdit | undefined): string {
    const change = edit?.documentChanges?.[0];
    const edits = change !== undefined && 'edits' in change ? change.edits : (edit?.changes?.[this.uri(path)] ?? []);
    return TextDocument.applyEdits(
      this.#document(path),
      edits.flatMap((each) => ('newText' in each ? [each] : [])),
    );
  }

  #at(path: string, needle: string, shift: number): Position {
    const document = this.#document(path);
    const offset = document.getText().indexOf(needle);
    if (offset < 0) throw new Error(`${path} does not hold ${needle}`);
    return document.positionAt(offset + shift);
  }

  async stop(): Promise<number> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return this.exitCode;
  }
}

/** Runs `use` with an editor in a project of `files`. */
export async function inEditor(
  files: Readonly<Record<string, string>>,
  use: (editor: Editor) => Promise<void>,
): Promise<void> {
  await inProject(files, async (project) => {
    const editor = new Editor(project);
    await editor.start();
    await use(editor);
    await editor.stop();
    editor.connection.dispose();
  });
}
