/**
 * The defaults of a DaemonSet, filled in before conversion and validation, on create and on every update.
 * Source: pkg/apis/apps/v1/defaults.go, pkg/apis/core/v1/defaults.go, zz_generated.defaults.go.
 */
import type { HTTPGetAction, Probe } from 'kubernetes-types/core/v1.js';
import { roundUp } from './default-resources.ts';
import { defaultVolume } from './default-volumes.ts';
import { defaultPullPolicy } from '../apimachinery/image-reference.ts';
import type { Container, DaemonSet, DaemonSetSpec, Declared, EphemeralContainer, PodSpec } from '../api/objects.ts';
import { since } from '../api/deviations.ts';

/** Fills in the defaults of Kubernetes 1.`minor` in place: `object` must be freshly decoded. */
export function applyDefaults(object: Declared<DaemonSet>, minor: number): void {
  const spec = (object.spec ??= {});
  defaultStrategy(spec);
  spec.revisionHistoryLimit ??= 10;
  const template = (spec.template ??= {});
  defaultPodSpec((template.spec ??= {}), minor);
}

function defaultStrategy(spec: Declared<DaemonSetSpec>): void {
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type !== 'RollingUpdate') return;
  const rollingUpdate = (strategy.rollingUpdate ??= {});
  rollingUpdate.maxUnavailable ??= 1;
  rollingUpdate.maxSurge ??= 0;
}

function defaultPodSpec(pod: Declared<PodSpec>, minor: number): void {
  pod.dnsPolicy ||= 'ClusterFirst';
  pod.restartPolicy ||= 'Always';
  pod.securityContext ??= {};
  pod.terminationGracePeriodSeconds ??= 30;
  pod.schedulerName ||= 'default-scheduler';
  pod.volumes?.forEach(defaultVolume);
  if (!since('keepsHostPorts', minor) && pod.hostNetwork === true) {
    pod.containers?.forEach(defaultHostPorts);
    pod.initContainers?.forEach(defaultHostPorts);
  }
  pod.initContainers?.forEach(defaultContainer);
  pod.containers?.forEach(defaultContainer);
  pod.ephemeralContainers?.forEach(defaultContainer);
  roundUp(pod.overhead);
  roundUp(pod.resources?.limits);
  roundUp(pod.resources?.requests);
}

function defaultHostPorts(container: Declared<Container>): void {
  for (const port of container.ports ?? []) if (port.containerPort !== undefined) port.hostPort ||= port.containerPort;
}

function defaultContainer(container: Declared<Container> | Declared<EphemeralContainer>): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef !== undefined) valueFrom.fieldRef.apiVersion ||= 'v1';
    if (valueFrom?.fileKeyRef !== undefined) valueFrom.fileKeyRef.optional ??= false;
  }
  roundUp(container.resources?.limits);
  roundUp(container.resources?.requests);
  defaultProbe(container.livenessProbe);
  defaultProbe(container.readinessProbe);
  defaultProbe(container.startupProbe);
  defaultHTTPGet(container.lifecycle?.postStart?.httpGet);
  defaultHTTPGet(container.lifecycle?.preStop?.httpGet);
}

function defaultProbe(probe: Declared<Probe> | undefined): void {
  if (probe === undefined) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHTTPGet(probe.httpGet);
  if (probe.grpc !== undefined) probe.grpc.service ??= '';
}

function defaultHTTPGet(action: Declared<HTTPGetAction> | undefined): void {
  if (action === undefined) return;
  action.path ||= '/';
  action.scheme ||= 'HTTP';
}
