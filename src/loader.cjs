#!/usr/bin/env node
// Starts main.js, a function in ASCII, from V8's compiled code where an earlier run kept it for this very Node, which
// halves the start. The first run keeps it beside main.js, where the folder belongs to the user.
'use strict';
const fs = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const BUILD = 'written by the build';
const file = join(__dirname, 'main.js');
const folder = join(__dirname, '.cache');
const cache = join(folder, `${BUILD}-${process.version}-${process.arch}`);

// Compiled code is run as it is: nobody but the user and root may have been able to write it. Windows does not say.
const me = process.getuid?.();
const ownedBy = (stats, ...owners) => owners.includes(stats.uid) && (stats.mode & 0o022) === 0;

function readCache() {
  let descriptor;
  try {
    if (!ownedBy(fs.lstatSync(folder), me, 0)) return undefined;
    descriptor = fs.openSync(cache, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    return ownedBy(fs.fstatSync(descriptor), me, 0) ? fs.readFileSync(descriptor) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

function writeCache(data) {
  const draft = `${cache}.${process.pid}`;
  try {
    if (fs.statSync(__dirname).uid !== me) return;
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
    fs.chmodSync(folder, 0o755);
    fs.writeFileSync(draft, data, { flag: 'wx', mode: 0o644 });
    fs.chmodSync(draft, 0o644);
    fs.renameSync(draft, cache);
  } catch {
    // A read-only or foreign folder: every run compiles main.js.
  }
}

const cachedData = me === undefined ? undefined : readCache();
const script = new Script(fs.readFileSync(file, 'latin1'), { filename: file, cachedData });
script.runInThisContext()(exports, require, module, file, __dirname);
if (me !== undefined && (cachedData === undefined || script.cachedDataRejected)) {
  process.once('beforeExit', () => {
    module.exports.warmUp().then(
      () => writeCache(script.createCachedData()),
      () => undefined,
    );
  });
}
