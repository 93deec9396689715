import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject, REFUSED } from './project.ts';

// The API version is one that can be fixed.
const OLD = REFUSED.replace('apps/v1', 'extensions/v1beta1').replace('        app: other', '        app: agent');

test('--fix leaves a file alone that would not come back byte for byte', () => {
  const files = {
    'latin1.yaml': Buffer.concat([Buffer.from(`${OLD}---\n`), Buffer.from('# caf\u00e9\nkind: DaemonSet\n', 'latin1')]),
    'utf16.yaml': Buffer.from(`\ufeff${OLD}`, 'utf16le'),
  };
  return inProject({ ...files, 'utf8.yaml': `\ufeff# caf\u00e9\n${OLD}` }, async (project) => {
    await project.run('--fix=unsafe', '--notes');
    const after = (name: string): Buffer => readFileSync(join(project.root, name));
    for (const [name, bytes] of Object.entries(files)) assert.ok(after(name).equals(bytes), name);
    assert.match(after('utf8.yaml').toString(), /^\ufeff# caf\u00e9\napiVersion: apps\/v1\n/);
  });
});

test.run();
