import { main } from './main.ts';
import { nodeIo } from './node-io.ts';

void main(process.argv.slice(2), nodeIo()).then((code) => {
  process.exitCode = code;
});
