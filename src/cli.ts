import { main } from './main.ts';
import { nodeIo } from './io/node-io.ts';

const EXAMPLE = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: agent}]}
`;

const io = nodeIo();
void main(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});

/** Does silently what most runs do, whatever this one did: src/loader.cjs keeps what V8 has compiled by then. */
export async function warmUp(): Promise<void> {
  const ignored = (): void => undefined;
  const silent = { ...io, readStdin: () => new TextEncoder().encode(EXAMPLE), stdout: ignored, stderr: ignored };
  await main(['--no-config', '-'], silent);
}
