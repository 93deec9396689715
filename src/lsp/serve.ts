import type { Readable, Writable } from 'node:stream';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  createConnection,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type CodeActionParams,
  type CodeLensParams,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  type WatchDog,
} from 'vscode-languageserver';
import { createProtocolConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Io } from '../io/io.ts';
import type { MadeReport } from '../report/make-report.ts';
import type { Finding } from '../report/report.ts';
import { VERSION } from '../version.ts';
import { plain } from '../words/escape.ts';
import { codeActions, FIX_ALL } from './code-actions.ts';
import { baselineWith, type FileChange } from './baseline-action.ts';
import { codeLenses } from './code-lens.ts';
import { diagnosticOf } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import { checked, NEEDED } from './check-parameters.ts';
import { pathOf, Workspace } from './workspace.ts';

/** How long typing has to pause before a text is judged again. */
const QUIET_MS = 150;

const SERVER: InitializeResult = {
  serverInfo: { name: 'daemonlint', version: VERSION },
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
    hoverProvider: true,
    codeLensProvider: {},
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
};

/** A language server over two streams; resolves with the exit code once the client has said goodbye or is gone. */
export function serve(input: Readable, output: Writable, io: Io, quietMs = QUIET_MS): Promise<number> {
  return new Promise<number>((exit) => {
    const watchDog: WatchDog = { shutdownReceived: false, initialize: () => undefined, exit };
    const connection = createConnection((logger) => createProtocolConnection(input, output, logger), watchDog);
    const server = new Server(connection, io, quietMs);
    watchDog.exit = (code) => {
      server.stop();
      // The answer to shutdown may still wait for its turn.
      setTimeout(() => {
        connection.dispose();
        exit(code);
      });
    };
    input.once('close', () => {
      watchDog.exit(watchDog.shutdownReceived ? 0 : 1);
    });
    connection.listen();
  });
}

type Connection = ReturnType<typeof createConnection>;

class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #workspace: Workspace;
  readonly #quietMs: number;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #seen = new Set<string>();
  #client: ClientCapabilities = {};
  #stopped = false;

  constructor(connection: Connection, io: Io, quietMs: number) {
    this.#connection = connection;
    this.#quietMs = quietMs;
    this.#workspace = new Workspace(this.#documents, io, (problem, severity) => {
      const message = plain(`daemonlint: ${problem}`);
      const type = severity === 'error' ? MessageType.Error : MessageType.Warning;
      this.#send(connection.sendNotification(ShowMessageNotification.type, { type, message }));
    });
    connection.onInitialize(checked(NEEDED.initialize, (params: InitializeParams) => this.#initialize(params)));
    connection.onInitialized(() => {
      this.#watchFiles();
    });
    this.#listenToTexts();
    this.#answer();
    this.#documents.listen(connection);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #initialize({ capabilities, workspaceFolders }: InitializeParams): InitializeResult {
    this.#client = capabilities;
    this.#workspace.folders = (workspaceFolders ?? []).flatMap(({ uri }) => pathOf(uri) ?? []);
    return SERVER;
  }

  #watchFiles(): void {
    const { workspace } = this.#client;
    if (workspace?.workspaceFolders === true) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
        const kept = this.#workspace.folders.filter((folder) => !gone.has(folder));
        this.#workspace.folders = [...kept, ...added.flatMap(({ uri }) => pathOf(uri) ?? [])];
        this.#judgeAll();
      });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    const watchers = [{ globPattern: '**/*.{yaml,yml,json,tpl}' }, { globPattern: '**/.helmignore' }];
    this.#send(this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
  }

  #listenToTexts(): void {
    const documents = this.#documents;
    documents.onDidChangeContent(({ document: { uri } }) => {
      this.#judgeSoon(uri, this.#seen.has(uri) ? this.#quietMs : 0);
      this.#seen.add(uri);
    });
    documents.onDidSave(() => {
      this.#judgeAll();
    });
    documents.onDidClose(({ document: { uri } }) => {
      clearTimeout(this.#timers.get(uri));
      this.#timers.delete(uri);
      this.#seen.delete(uri);
      this.#workspace.close(uri);
      this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
    });
    this.#connection.onDidChangeWatchedFiles(() => {
      this.#judgeAll();
    });
  }

  #answer(): void {
    const connection = this.#connection;
    connection.onHover(
      checked(NEEDED.hover, async ({ textDocument: { uri }, position }: HoverParams) => {
        const judged = await this.#workspace.judge(uri);
        const document = this.#documents.get(uri);
        return judged && document ? hoverAt(judged.analysis, document.offsetAt(position)) : undefined;
      }),
    );
    connection.onCodeLens(
      checked(NEEDED.document, async ({ textDocument: { uri } }: CodeLensParams) => {
        const judged = await this.#workspace.judge(uri);
        return judged && codeLenses(judged.analysis);
      }),
    );
    connection.onCodeAction(
      checked(NEEDED.codeAction, async ({ textDocument: { uri }, range, context }: CodeActionParams) => {
        const judged = await this.#workspace.judge(uri);
        if (judged === undefined) return undefined;
        const { snapshot, analysis, inspect } = judged;
        const versioned = this.#client.workspace?.workspaceEdit?.documentChanges === true;
        const subject = {
          ...snapshot,
          versioned,
          report: analysis.report,
          diagnosticOf: this.#diagnosticsOf(uri),
          toBaseline: (finding: Finding) => this.#toBaseline(analysis.report, finding),
          inspect: (text: string) => inspect(text).report,
        };
        return codeActions(subject, range, context);
      }),
    );
  }

  /** Not while the baseline is being edited: it is read from disk. */
  #toBaseline(report: MadeReport, finding: Finding): FileChange | undefined {
    const change = baselineWith(report, finding);
    const open = change && this.#documents.get(change.uri)?.getText();
    return open === undefined || open === change?.before ? change : undefined;
  }

  #diagnosticsOf(uri: string): (finding: Finding) => ReturnType<typeof diagnosticOf> {
    const related = this.#client.textDocument?.publishDiagnostics?.relatedInformation === true;
    const uriOf = (path: string): string => this.#workspace.uriOf(path, uri);
    return (finding) => diagnosticOf(finding, { related, uriOf });
  }

  #judgeAll(): void {
    this.#workspace.forget();
    for (const { uri } of this.#documents.all()) this.#judgeSoon(uri, 0);
    if (this.#client.workspace?.codeLens?.refreshSupport === true)
      this.#send(this.#connection.sendRequest(CodeLensRefreshRequest.type));
  }

  #judgeSoon(uri: string, delay: number): void {
    clearTimeout(this.#timers.get(uri));
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      this.#send(this.#publishChanged(uri));
    }, delay);
    this.#timers.set(uri, timer);
  }

  // What a client does not answer or does not know must not end the server.
  #send(sent: Promise<unknown>): void {
    sent.catch((error: unknown) => {
      if (this.#stopped) return;
      this.#connection.console.error(`daemonlint: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #publishChanged(uri: string): Promise<void> {
    await this.#publish(uri);
    for (const other of await this.#workspace.forgetDependents(uri)) await this.#publish(other);
  }

  async #publish(uri: string): Promise<void> {
    const found = await this.#workspace.judgeVersion(uri);
    // What has changed meanwhile is judged again by the change itself.
    if (this.#stopped || found === undefined) return;
    const { version, judged } = found;
    const diagnostics = (judged?.analysis.report.findings ?? []).map(this.#diagnosticsOf(uri));
    await this.#connection.sendDiagnostics({ uri, version, diagnostics });
  }
}
