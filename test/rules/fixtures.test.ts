import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { expectedIn, withoutCarets } from '../../scripts/fixture-carets.ts';
import { fixedText, fixtureReport } from '../../scripts/fixture-report.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import { splitDocuments } from '../../src/kubernetes/yaml/split.ts';
import type { Finding } from '../../src/report/report.ts';

const registry = suite('every rule');
const folderOf = (id: string): string => `fixtures/rules/${id}`;
const fixturesOf = (id: string): string[] =>
  readdirSync(folderOf(id)).filter((name) => /^(?:bad|good)[\w-]*\.yaml$/.test(name) && name !== 'bad.fixed.yaml');

for (const rule of rules) {
  registry(`${rule.id} is documented and named by the convention`, () => {
    assert.ok(existsSync(`rules/${rule.id}.ts`), 'its id is its file name');
    assert.match(rule.id, /^[a-z]+(?:-[a-z]+)*$/);
    for (const text of [rule.summary, rule.why, rule.fix]) assert.ok(text.trim().length > 10);
    assert.not.match(rule.summary, /\.$/);
    assert.ok(rule.references.length > 0);
    for (const { url } of rule.references) assert.match(url, /^https:\/\//);
    for (const option of Object.values(rule.options ?? {})) assert.ok(option.description.length > 5);
  });

  registry(`${rule.id} has bad and good fixtures`, () => {
    const names = existsSync(folderOf(rule.id)) ? fixturesOf(rule.id) : [];
    assert.ok(names.includes('bad.yaml') && names.includes('good.yaml'));
  });
}
registry.run();

const fixtures = suite('fixtures');
const shown = (finding: Finding): object => ({
  line: finding.range.start.line,
  column: finding.range.start.column,
  rule: finding.rule,
});

for (const rule of rules) {
  for (const name of existsSync(folderOf(rule.id)) ? fixturesOf(rule.id) : []) {
    const path = `${folderOf(rule.id)}/${name}`;
    fixtures(`${path} is found where its carets say`, async () => {
      const text = readFileSync(path, 'utf8');
      const bare = withoutCarets(text);
      const { findings } = await fixtureReport(rule, path, bare);
      const expected = expectedIn(text);
      assert.equal(
        findings.map(shown),
        expected.map(({ line, column, rule: id }) => ({ line, column, rule: id })),
      );
      assert.is(expected.length > 0, name.startsWith('bad'));
      for (const [index, { endColumn, message }] of expected.entries()) {
        const finding = findings[index];
        if (endColumn !== undefined && finding?.range.end.line === finding?.range.start.line) {
          assert.is(finding?.range.end.column, endColumn);
        }
        if (message !== undefined) assert.is(finding?.message, message);
        assert.not.match(finding?.message ?? '', /\bshould\b|\.$|\n/);
        assert.ok((finding?.message.length ?? 0) < 400);
      }
      // A rule that is run twice says the same, and changes nothing it is given.
      assert.equal((await fixtureReport(rule, path, bare)).findings, findings);
    });

    fixtures(`${path} is what a server accepts, unless the rule is about refusals`, async () => {
      // A change that is refused is not one that other rules speak of.
      if (rule.category === 'refused' || rule.needs === 'policies' || name === 'good-refused.yaml') return;
      const { manifests } = await fixtureReport(rule, path, withoutCarets(readFileSync(path, 'utf8')));
      assert.ok(manifests.length > 0);
      for (const manifest of manifests) assert.ok(manifest.accepted, `${manifest.name} is refused`);
    });
  }

  const bad = `${folderOf(rule.id)}/bad.yaml`;
  if (!existsSync(bad)) continue;
  fixtures(`${rule.id} mends its bad fixture as bad.fixed.yaml says, and only once`, async () => {
    const before = withoutCarets(readFileSync(bad, 'utf8'));
    const after = await fixedText(rule, bad, before);
    const fixed = `${folderOf(rule.id)}/bad.fixed.yaml`;
    assert.is(after !== undefined, existsSync(fixed), 'a rule that mends has bad.fixed.yaml, another has none');
    if (after === undefined) return;
    assert.is(after, readFileSync(fixed, 'utf8'));
    for (const slice of splitDocuments(after)) assert.is(parseDocument(after, slice).fault, undefined);
    assert.is(await fixedText(rule, bad, after), undefined);
    const report = await fixtureReport(rule, bad, after);
    assert.ok(report.findings.every((finding) => finding.fix === undefined));
  });
}
for (const rule of rules) {
  const others = existsSync(folderOf(rule.id)) ? fixturesOf(rule.id).filter((name) => name.startsWith('bad-')) : [];
  for (const name of others) {
    const path = `${folderOf(rule.id)}/${name}`;
    fixtures(`${path} stays acceptable when it is mended, and has nothing more to mend`, async () => {
      const before = withoutCarets(readFileSync(path, 'utf8'));
      const after = await fixedText(rule, path, before);
      if (after === undefined) return;
      for (const slice of splitDocuments(after)) assert.is(parseDocument(after, slice).fault, undefined);
      assert.is(await fixedText(rule, path, after), undefined);
      const { findings, manifests } = await fixtureReport(rule, path, after);
      assert.ok(findings.every((finding) => finding.fix === undefined));
      if (rule.category !== 'refused') assert.ok(manifests.every(({ accepted }) => accepted));
    });
  }
}

fixtures.run();
