// While npm packs, package.json is without what only the checkout needs: a `prepare` script makes npm warn whoever
// installs the tarball from a file or an address. `node scripts/pack.mjs` puts it aside, `… restore` puts it back.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';

const WHOLE = '.package.json';

if (argv[2] === 'restore') renameSync(WHOLE, 'package.json');
else {
  const text = readFileSync('package.json', 'utf8');
  writeFileSync(WHOLE, text, { flag: 'wx' });
  const whole = JSON.parse(text);
  delete whole.scripts;
  delete whole.devDependencies;
  writeFileSync('package.json', `${JSON.stringify(whole, undefined, 2)}\n`);
}
