import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandsOf } from '../../src/facts/commands.ts';
import { configOf } from '../../src/facts/config-references.ts';
import { scalarsOf } from '../../src/facts/typed-scalars.ts';
import { apiPath } from '../../src/kubernetes/yaml/node.ts';
import { manifestOf, withPod } from './manifest-of.ts';

const POD = `{
      volumes: [
        {name: a, configMap: {name: one}},
        {name: b, secret: {secretName: two}},
        {name: c, projected: {sources: [{configMap: {name: kube-root-ca.crt}}, {configMap: {name: three}}, {secret: {name: four}}]}}],
      initContainers: [{name: once, envFrom: [{secretRef: {name: unseen}}]}],
      containers: [{name: a, envFrom: [{configMapRef: {name: five}}, {secretRef: {name: six}}], env: [
        {name: X, value: y}, {name: Y, valueFrom: {configMapKeyRef: {name: seven, key: k}}},
        {name: Z, valueFrom: {secretKeyRef: {name: eight, key: k}}}]}]}`;

test('every ConfigMap and Secret that running containers use, with its place', () => {
  const found = [...configOf(manifestOf(withPod(POD)))].map(
    ({ at, kind, name }) => `${kind} ${name} ${apiPath(at.slice(3))}`,
  );
  assert.equal(found, [
    'ConfigMap one volumes[0].configMap.name',
    'Secret two volumes[1].secret.secretName',
    'ConfigMap three volumes[2].projected.sources[1].configMap.name',
    'Secret four volumes[2].projected.sources[2].secret.name',
    'ConfigMap five containers[0].envFrom[0].configMapRef.name',
    'Secret six containers[0].envFrom[1].secretRef.name',
    'ConfigMap seven containers[0].env[1].valueFrom.configMapKeyRef.name',
    'Secret eight containers[0].env[2].valueFrom.secretKeyRef.name',
  ]);
});

test('commands of containers, probes and hooks, with what depends on them', () => {
  const exec = (command: string): string => `{exec: {command: [${command}]}}`;
  const pod = `{containers: [{name: a, command: [run], args: [-v, '1'], readinessProbe: ${exec('ready')},
    livenessProbe: ${exec('live')}, lifecycle: {preStop: ${exec('stop')}}}, {name: b, args: [only]}]}`;
  const found = [...commandsOf(manifestOf(withPod(pod)))].map(
    ({ at, argv, role }) => `${apiPath(at.slice(3))}: ${argv.join(' ')}: ${role.severity}`,
  );
  assert.equal(found, [
    'containers[0].command: run -v 1: error',
    'containers[0].readinessProbe.exec.command: ready: error',
    'containers[0].livenessProbe.exec.command: live: warning',
    'containers[0].lifecycle.preStop.exec.command: stop: warning',
  ]);
});

test('scalars have the type of their field; fields that the API does not have are left out', () => {
  const pod = `{unknown: 1, hostNetwork: yes, nodeSelector: {zone: a}, containers: [{name: a, args: [b], ports: [{containerPort: 1}]}]}`;
  const found = scalarsOf(manifestOf(withPod(pod)))
    .filter(({ at }) => apiPath(at).startsWith('spec.template.spec.'))
    .map(({ at, kind }) => `${apiPath(at.slice(3))} ${kind}`);
  assert.equal(found, [
    'hostNetwork bool',
    'nodeSelector.zone string',
    'containers[0].name string',
    'containers[0].args[0] string',
    'containers[0].ports[0].containerPort int32',
  ]);
});

test.run();
