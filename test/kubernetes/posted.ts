import { create, type Answer } from '../../src/kubernetes/apiserver/apiserver.ts';
import { parseYaml, type ParsedDocument } from '../../src/kubernetes/yaml/parse.ts';

/** A DaemonSet that the server accepts. */
export const MANIFEST = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
      - name: agent
        image: agent:1
        resources: {limits: {memory: 1Gi}}
`;

/** One document. */
export const read = (text: string): ParsedDocument => parseYaml(text, { start: 0, end: text.length });
/** The answer to a POST. */
export const posted = (text: string, minor = 36): Answer =>
  create(read(text), { minor, namespace: 'default', asPosted: true, text });
