import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nodeIo } from '../../src/io/node-io.ts';
import { Workspace } from '../../src/lsp/workspace.ts';
import { inRepository } from '../cli/repository.ts';

/** `rule` of what is found in open texts, by their paths; `files` are on disk. */
export async function rulesIn(
  files: Record<string, string>,
  opened: Record<string, string>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  await inRepository(files, async ({ root }) => {
    const documents = new Map(
      Object.entries(opened).map(([path, text]) => {
        const uri = pathToFileURL(`${root}/${path}`).href;
        return [uri, { path, document: TextDocument.create(uri, 'yaml', 1, text) }];
      }),
    );
    const all = (): TextDocument[] => [...documents.values()].map(({ document }) => document);
    const open = { get: (uri: string) => documents.get(uri)?.document, all };
    const workspace = new Workspace(open, { ...nodeIo(), cwd: root, env: {} }, () => undefined);
    workspace.folders = [root];
    for (const [uri, { path }] of documents)
      found[path] = ((await workspace.judge(uri))?.analysis.report.findings ?? [])
        .filter(({ severity }) => severity !== 'note')
        .map(({ rule, range }) => `${rule} ${String(range.start.line)}`);
  });
  return found;
}
