import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { userProject } from './packed.ts';

/** Kubernetes' own types have names and texts of their own, and are not ours to export one by one. */
const UPSTREAM = ['apps/v1', 'core/v1', 'meta/v1', 'api/resource']
  .map((name) => readFileSync(`node_modules/kubernetes-types/${name}.d.ts`, 'utf8'))
  .join('\n');
const isUpstream = (name: string): boolean => new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(UPSTREAM);

interface Declaration {
  readonly name: string;
  readonly exported: boolean;
  readonly documented: boolean;
}

/** What the packed file declares, under the names that a user can import. */
function declarations(name: string): readonly Declaration[] {
  const path = join(userProject().root, 'node_modules/daemonlint/dist', name);
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const listed = new Set(
    file.statements
      .filter(ts.isExportDeclaration)
      .flatMap(({ exportClause }) =>
        exportClause !== undefined && ts.isNamedExports(exportClause)
          ? exportClause.elements.map((element) => (element.propertyName ?? element.name).text)
          : [],
      ),
  );
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return [];
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((declared) => declared.name.getText(file))
      : [(statement as ts.DeclarationStatement).name?.getText(file) ?? ''];
    const isExported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      : false;
    const documented = ts.getJSDocCommentsAndTags(statement).length > 0;
    return names.map((each) => ({ name: each, exported: isExported || listed.has(each), documented }));
  });
}

for (const file of ['index.d.mts', 'index.d.cts', 'kubernetes.d.mts', 'kubernetes.d.cts']) {
  test(`${file} exports every type that it shows, each with a comment`, () => {
    const all = declarations(file).filter(({ name }) => !isUpstream(name));
    assert.ok(all.length > 20);
    assert.equal(
      all.filter(({ exported }) => !exported).map(({ name }) => name),
      [],
    );
    assert.equal(
      all.filter(({ documented }) => !documented).map(({ name }) => name),
      [],
    );
    // The bundler renames the second of two types with one name.
    assert.equal(
      all.filter(({ name }) => name.includes('$')).map(({ name }) => name),
      [],
    );
  });
}

test.run();
