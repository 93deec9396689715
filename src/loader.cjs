#!/usr/bin/env node
// Starts main.js and its chunks, functions in ASCII, from V8's compiled code where an earlier run kept it for this very
// Node, which halves the start. The first run keeps it beside main.js, where the folder belongs to the user.
'use strict';
const fs = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const BUILD = 'written by the build';
const folder = join(__dirname, '.cache');

// Compiled code is run as it is: nobody but the user and root may have been able to write it. Windows does not say.
const me = process.getuid?.();
const ownedBy = (stats, ...owners) => owners.includes(stats.uid) && (stats.mode & 0o022) === 0;

function readCache(path) {
  let descriptor;
  try {
    if (!ownedBy(fs.lstatSync(folder), me, 0)) return undefined;
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    return ownedBy(fs.fstatSync(descriptor), me, 0) ? fs.readFileSync(descriptor) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

function writeCache(path, data) {
  const draft = `${path}.${process.pid}`;
  try {
    if (fs.statSync(__dirname).uid !== me) return;
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
    // A link would lead to a folder of the user's that is nobody else's business.
    if (!fs.lstatSync(folder).isDirectory()) return;
    fs.chmodSync(folder, 0o755);
    fs.writeFileSync(draft, data, { flag: 'wx', mode: 0o644 });
    fs.chmodSync(draft, 0o644);
    fs.renameSync(draft, path);
  } catch {
    // A read-only or foreign folder: every run compiles anew.
  }
}

const uncached = [];

// Runs a function of dist/ as the module that it is.
function run(name, target, requireFrom) {
  const file = join(__dirname, name);
  const cache = join(folder, `${name.replace('chunks/', '')}-${BUILD}-${process.version}-${process.arch}`);
  const cachedData = me === undefined ? undefined : readCache(cache);
  const script = new Script(fs.readFileSync(file, 'latin1'), { filename: file, cachedData });
  script.runInThisContext()(target.exports, requireFrom, target, file, __dirname);
  if (cachedData === undefined || script.cachedDataRejected) uncached.push({ script, cache });
  return target.exports;
}

const chunks = new Map();

// A module of Node, one that main.js shares with its chunks, or a part of a chunk.
function requirePart(id) {
  if (id.startsWith('shared:')) return module.exports.shared(id.slice('shared:'.length));
  if (!id.startsWith('./chunks/')) return require(id);
  const [name, part] = id.slice(2).split('?');
  if (!chunks.has(name)) chunks.set(name, run(name, { exports: {} }, requirePart));
  return chunks.get(name)[part];
}

run('main.js', module, requirePart);
process.once('beforeExit', () => {
  if (me === undefined || uncached.length === 0) return;
  module.exports.warmUp().then(
    () => uncached.forEach(({ script, cache }) => writeCache(cache, script.createCachedData())),
    () => undefined,
  );
});
