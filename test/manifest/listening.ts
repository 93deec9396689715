/** A DaemonSet with a host port, of which two on one node clash. */
export const daemonSet = (name: string, port = 9100): string => `apiVersion: apps/v1
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
        - name: agent
          image: registry.example.com/agent:1.4.2
          ports:
            - containerPort: ${port}
              hostPort: ${port}
`;
