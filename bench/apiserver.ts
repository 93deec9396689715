/** CPU time of one answer of the API server, parsing apart: `npx tsx bench/apiserver.ts`. */
import { readFileSync } from 'node:fs';
import { create } from '../src/kubernetes/apiserver/apiserver.ts';
import { parseYaml } from '../src/kubernetes/yaml/parse.ts';

const FIXTURE = new URL('../fixtures/apiserver/create.ndjson', import.meta.url);
const ROUNDS = 50;

const bodies = readFileSync(FIXTURE, 'utf8')
  .split('\n')
  .filter((line) => line.includes('"family":"validMix"'))
  .map((line) => (JSON.parse(line) as { readonly yaml: string }).yaml);

function milliseconds(name: string, count: number, work: () => void): void {
  work();
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) work();
  const { user, system } = process.cpuUsage(start);
  console.log(
    `${name.padEnd(10)} ${((user + system) / 1000 / ROUNDS / count).toFixed(3)} ms each, of ${String(count)}`,
  );
}

const parsed = bodies.map((text) => parseYaml(text, { start: 0, end: text.length }));
milliseconds('parse', bodies.length, () => {
  for (const text of bodies) parseYaml(text, { start: 0, end: text.length });
});
milliseconds('answer', parsed.length, () => {
  for (const document of parsed) create(document, { minor: 36, namespace: 'default' });
});
