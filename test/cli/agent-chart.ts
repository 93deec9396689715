/** A chart with one DaemonSet, whose image a helper prints. */
export const TEMPLATE = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: {{ .Values.rollout.maxUnavailable }}
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: {{ include "agent.image" . }}
`;
export const HELPERS = `{{- define "agent.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end -}}
`;
export const VALUES = `rollout:
  maxUnavailable: 10%
image:
  repository: registry.example.com/agent
  tag: 1.4.2
`;
export const CHART = {
  'agent/Chart.yaml': 'apiVersion: v2\nname: agent\nversion: 1.0.0\n',
  'agent/values.yaml': VALUES,
  'agent/templates/_helpers.tpl': HELPERS,
  'agent/templates/ds.yaml': TEMPLATE,
};
