/** A DaemonSet with some containers, whose images have no tag. */
export function daemonSet(name: string, containers: number): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
${Array.from({ length: containers }, (_, i) => `        - name: c${String(i)}\n          image: registry.example.com/${name}-${String(i)}\n`).join('')}`;
}
