/** Writes the carets of fixtures from what their rule really finds, for a person to check: `tsx scripts/carets.ts ID...`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rules } from '../rules/index.ts';
import { fixedText, fixtureReport } from './fixture-report.ts';
import { withCarets, withoutCarets } from './fixture-carets.ts';

const unknown = process.argv.slice(2).find((id) => !rules.some((rule) => rule.id === id));
if (unknown !== undefined) {
  console.error(`there is no rule ${unknown} in rules/index.ts; run npm run generate first`);
  process.exit(1);
}
for (const rule of rules) {
  const folder = `fixtures/rules/${rule.id}`;
  if (!existsSync(folder) || (process.argv.length > 2 && !process.argv.includes(rule.id))) continue;
  for (const name of readdirSync(folder).filter((file) => /^(?:bad|good)[\w-]*\.yaml$/.test(file))) {
    const path = `${folder}/${name}`;
    const bare = withoutCarets(readFileSync(path, 'utf8'));
    const report = await fixtureReport(rule, path, bare);
    writeFileSync(path, withCarets(bare, report.findings));
    for (const finding of report.findings) {
      console.log(
        `${path}:${finding.range.start.line}:${finding.range.start.column}: ${finding.severity}: ${finding.message}`,
      );
    }
    const fixed = name === 'bad.yaml' ? await fixedText(rule, path, bare) : undefined;
    if (fixed !== undefined) writeFileSync(`${folder}/bad.fixed.yaml`, fixed);
    if (report.findings.length === 0 && name.startsWith('bad')) console.log(`${path}: NOTHING FOUND`);
    if (report.findings.length > 0 && name.startsWith('good')) console.log(`${path}: NOT GOOD`);
  }
}
