import { main } from './main.ts';
import { nodeIo } from './io/node-io.ts';

void main(process.argv.slice(2), nodeIo()).then((code) => {
  process.exitCode = code;
});
