/** An editor that opens, changes and asks about files in memory, some of it wrongly. */
import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { serve } from '../../src/lsp/serve.ts';
import { memoryIo, type Files } from './memory-io.ts';
import { faultsOfOutput, type Kind } from './printed.ts';
import { Random } from './random.ts';

const STEPS = 8;
/** What no client should send. */
const WRONG: readonly unknown[] = [null, {}, [], 'x', -1, 1e9, { textDocument: null }, { textDocument: { uri: 7 } }];
const REQUESTS = ['hover', 'codeAction', 'codeLens'].map((name) => `textDocument/${name}`);

/** What an error of our own looks like; what is wrong with a request has other words. */
const OUR_FAULT = /TypeError|ReferenceError|is not a function|is not iterable|Cannot read|this is a bug/;

type Position = Readonly<Record<'line' | 'character', number>>;

class Editor {
  readonly faults: string[] = [];
  readonly #connection: ProtocolConnection;
  readonly #random: Random;
  readonly #texts = new Map<string, string>();
  readonly #ended: Promise<number>;

  constructor(files: Files, random: Random) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    this.#random = random;
    this.#ended = serve(input, output, memoryIo(files), 0);
    this.#connection = createProtocolConnection(output, input);
    this.#connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ diagnostics }: { diagnostics: unknown[] }) => {
        for (const diagnostic of diagnostics) this.#look('text', 'message', diagnostic);
      },
    );
    this.#connection.onNotification('window/showMessage', (shown: unknown) => {
      this.#look('text', 'message', shown);
    });
    this.#connection.listen();
  }

  /** Looks at the texts of one name in what the server sent. */
  #look(kind: Kind, name: string, sent: unknown): void {
    if (typeof sent !== 'object' || sent === null) return;
    for (const [key, value] of Object.entries(sent)) {
      if (key !== name || typeof value !== 'string') this.#look(kind, name, value);
      else if (OUR_FAULT.test(value)) this.faults.push(value);
      else {
        // Code may hold what would be HTML elsewhere.
        const stdout = kind === 'markdown' ? value.replace(/```[^]*?```|`[^`\n]*`/g, '') : value;
        const printed = { code: 0, stdout, stderr: '' };
        this.faults.push(...faultsOfOutput(printed, kind, { terminal: true, colored: false }));
      }
    }
  }

  #position(text: string): Position {
    if (this.#random.below(8) === 0) return { line: 1e6, character: 1e6 };
    const before = text.slice(0, this.#random.below(text.length + 1)).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  async open(path: string, text: string): Promise<void> {
    const uri = `file://${encodeURI(path)}`;
    this.#texts.set(uri, text);
    await this.#tell('didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  }

  async start(): Promise<void> {
    const workspaceFolders = [{ uri: 'file:///work', name: 'work' }];
    await this.#connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    await this.#connection.sendNotification('initialized', {});
  }

  #tell(method: string, params: unknown): Promise<void> {
    return this.#connection.sendNotification(`textDocument/${method}`, params);
  }

  async step(version: number): Promise<void> {
    const uris = [...this.#texts.keys()];
    const uri = uris[this.#random.below(uris.length)] ?? '';
    const text = this.#texts.get(uri) ?? '';
    const [start, end] = [this.#position(text), this.#position(text)];
    const range = { start, end };
    const from = this.#random.below(text.length + 1);
    const typed = text.slice(from, from + this.#random.below(40));
    await this.#tell('didChange', { textDocument: { uri, version }, contentChanges: [{ range, text: typed }] });
    const wrong = WRONG[this.#random.below(WRONG.length)];
    if (this.#random.below(4) === 0)
      await this.#tell(['didChange', 'didOpen', 'didClose', 'didSave'][this.#random.below(4)] ?? '', wrong);
    const right = { textDocument: { uri }, position: start, range, context: { diagnostics: [] } };
    for (const method of REQUESTS) {
      await this.#ask(method, right);
      await this.#ask(
        method,
        this.#random.below(2) === 0 ? wrong : { ...right, position: wrong, range: wrong, context: wrong },
      );
    }
  }

  async #ask(method: string, params: unknown): Promise<void> {
    try {
      const answer = await this.#connection.sendRequest<unknown>(method, params);
      this.#look(method.endsWith('hover') ? 'markdown' : 'text', method.endsWith('hover') ? 'value' : 'title', answer);
    } catch (error) {
      const { message } = error as Error;
      if (OUR_FAULT.test(message)) this.faults.push(`${method} ${JSON.stringify(params)}: ${message}`);
    }
  }

  async end(): Promise<void> {
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    const code = await this.#ended;
    if (code !== 0) this.faults.push(`exit code ${String(code)}`);
    this.#connection.dispose();
  }
}

/** What is wrong with the answers of the language server; the same for the same files. */
export async function editedFaults(files: Files): Promise<readonly string[]> {
  const hash = createHash('sha256');
  for (const bytes of files.values()) hash.update(bytes);
  const editor = new Editor(files, new Random(hash.digest().readUInt32LE()));
  await editor.start();
  for (const [path, bytes] of files) if (!path.endsWith('.tgz')) await editor.open(path, Buffer.from(bytes).toString());
  for (let step = 0; step < STEPS; step++) await editor.step(step + 2);
  await editor.end();
  return editor.faults;
}
