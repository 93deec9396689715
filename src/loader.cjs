#!/usr/bin/env node
// Starts main.js, a function in ASCII, from V8's compiled code where the build left it for this very Node, which halves the start.
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, 'main.js');
const cache = `${file}.${process.version}-${process.arch}.cache`;
let cachedData;
try {
  cachedData = readFileSync(cache);
} catch {
  // Another Node than the build's: main.js is compiled as it is run.
}
const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
script.runInThisContext()(exports, require, module, file, __dirname);
if (process.env.DAEMONLINT_WRITE_CODE_CACHE) {
  process.on('exit', () => {
    process.exitCode = 0;
    writeFileSync(cache, script.createCachedData());
  });
}
