// Written by npm run generate.
import type { Rule } from '../src/rule/rule.ts';
import adoptsPods from './adopts-pods.ts';
import allNodesAtOnce from './all-nodes-at-once.ts';
import applyConflict from './apply-conflict.ts';
import applyDrops from './apply-drops.ts';
import applyKeeps from './apply-keeps.ts';
import baselineStale from './baseline-stale.ts';
import beingDeleted from './being-deleted.ts';
import changeCauseCommand from './change-cause-command.ts';
import changeCauseEmpty from './change-cause-empty.ts';
import changeCauseFormat from './change-cause-format.ts';
import changeCauseLayout from './change-cause-layout.ts';
import changeCauseMissing from './change-cause-missing.ts';
import changeCauseOnTemplate from './change-cause-on-template.ts';
import changeCauseStale from './change-cause-stale.ts';
import changeCauseUnrecorded from './change-cause-unrecorded.ts';
import chartError from './chart-error.ts';
import criticalPodAnnotation from './critical-pod-annotation.ts';
import deadNodesExceedBudget from './dead-nodes-exceed-budget.ts';
import driftReverted from './drift-reverted.ts';
import duplicateEnv from './duplicate-env.ts';
import duplicateKey from './duplicate-key.ts';
import duplicateObject from './duplicate-object.ts';
import execNeedsShell from './exec-needs-shell.ts';
import floatingImageTag from './floating-image-tag.ts';
import forcedTermination from './forced-termination.ts';
import fragileBudget from './fragile-budget.ts';
import gatedField from './gated-field.ts';
import historyShrinks from './history-shrinks.ts';
import hostPortTaken from './host-port-taken.ts';
import imageDigest from './image-digest.ts';
import imageReference from './image-reference.ts';
import immutableSelector from './immutable-selector.ts';
import implicitMaxUnavailable from './implicit-max-unavailable.ts';
import implicitStrategy from './implicit-strategy.ts';
import ineffectiveRollingUpdate from './ineffective-rolling-update.ts';
import invalidValue from './invalid-value.ts';
import kustomizationError from './kustomization-error.ts';
import legacyControlPlaneToleration from './legacy-control-plane-toleration.ts';
import legacyNodeLabel from './legacy-node-label.ts';
import livenessWithoutReadiness from './liveness-without-readiness.ts';
import maxUnavailableLimit from './max-unavailable-limit.ts';
import minReadyClockSkew from './min-ready-clock-skew.ts';
import minReadyRaisedWithTemplate from './min-ready-raised-with-template.ts';
import minReadyRegressesStatus from './min-ready-regresses-status.ts';
import minReadySecondsMinimum from './min-ready-seconds-minimum.ts';
import minReadyWithoutProbe from './min-ready-without-probe.ts';
import missingField from './missing-field.ts';
import missingToleration from './missing-toleration.ts';
import mixedImageVersions from './mixed-image-versions.ts';
import mutableConfig from './mutable-config.ts';
import mutableImageTag from './mutable-image-tag.ts';
import narrowsNodes from './narrows-nodes.ts';
import newerField from './newer-field.ts';
import noHealthGate from './no-health-gate.ts';
import noNodeMatches from './no-node-matches.ts';
import noPriorityClass from './no-priority-class.ts';
import noResourceRequests from './no-resource-requests.ts';
import noRollbackHistory from './no-rollback-history.ts';
import nodesWithoutPod from './nodes-without-pod.ts';
import onDeleteStrategy from './on-delete-strategy.ts';
import pdbWithoutEffect from './pdb-without-effect.ts';
import pinnedNode from './pinned-node.ts';
import podSecurityForbids from './pod-security-forbids.ts';
import policyAlwaysTrue from './policy-always-true.ts';
import policyRefused from './policy-refused.ts';
import policyType from './policy-type.ts';
import policyUnbound from './policy-unbound.ts';
import prestopExceedsGrace from './prestop-exceeds-grace.ts';
import probeUnknownPort from './probe-unknown-port.ts';
import removedApi from './removed-api.ts';
import renamedDaemonset from './renamed-daemonset.ts';
import requestsExceedNode from './requests-exceed-node.ts';
import returnsToRevision from './returns-to-revision.ts';
import samePortTwoProtocols from './same-port-two-protocols.ts';
import serverFields from './server-fields.ts';
import serverWarning from './server-warning.ts';
import sharedSelector from './shared-selector.ts';
import slowRollout from './slow-rollout.ts';
import startsRollout from './starts-rollout.ts';
import strategyChangesToo from './strategy-changes-too.ts';
import strategyFlip from './strategy-flip.ts';
import suppressionExpired from './suppression-expired.ts';
import suppressionOnTemplate from './suppression-on-template.ts';
import suppressionUnknownRule from './suppression-unknown-rule.ts';
import suppressionUnused from './suppression-unused.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import surgeAntiAffinity from './surge-anti-affinity.ts';
import surgeExclusiveResource from './surge-exclusive-resource.ts';
import surgeHostPort from './surge-host-port.ts';
import surgeTurnedOn from './surge-turned-on.ts';
import surgeWithoutBrake from './surge-without-brake.ts';
import surprisingScalar from './surprising-scalar.ts';
import unknownField from './unknown-field.ts';
import unknownPriorityClass from './unknown-priority-class.ts';
import updateBeforeSettled from './update-before-settled.ts';
import upgradeStartsRollout from './upgrade-starts-rollout.ts';
import volatileSelectorLabel from './volatile-selector-label.ts';
import volatileTemplate from './volatile-template.ts';
import widensNodes from './widens-nodes.ts';
import wrongType from './wrong-type.ts';
import yamlSyntax from './yaml-syntax.ts';
import zoneAntiAffinity from './zone-anti-affinity.ts';

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  adoptsPods,
  allNodesAtOnce,
  applyConflict,
  applyDrops,
  applyKeeps,
  baselineStale,
  beingDeleted,
  changeCauseCommand,
  changeCauseEmpty,
  changeCauseFormat,
  changeCauseLayout,
  changeCauseMissing,
  changeCauseOnTemplate,
  changeCauseStale,
  changeCauseUnrecorded,
  chartError,
  criticalPodAnnotation,
  deadNodesExceedBudget,
  driftReverted,
  duplicateEnv,
  duplicateKey,
  duplicateObject,
  execNeedsShell,
  floatingImageTag,
  forcedTermination,
  fragileBudget,
  gatedField,
  historyShrinks,
  hostPortTaken,
  imageDigest,
  imageReference,
  immutableSelector,
  implicitMaxUnavailable,
  implicitStrategy,
  ineffectiveRollingUpdate,
  invalidValue,
  kustomizationError,
  legacyControlPlaneToleration,
  legacyNodeLabel,
  livenessWithoutReadiness,
  maxUnavailableLimit,
  minReadyClockSkew,
  minReadyRaisedWithTemplate,
  minReadyRegressesStatus,
  minReadySecondsMinimum,
  minReadyWithoutProbe,
  missingField,
  missingToleration,
  mixedImageVersions,
  mutableConfig,
  mutableImageTag,
  narrowsNodes,
  newerField,
  noHealthGate,
  noNodeMatches,
  noPriorityClass,
  noResourceRequests,
  noRollbackHistory,
  nodesWithoutPod,
  onDeleteStrategy,
  pdbWithoutEffect,
  pinnedNode,
  podSecurityForbids,
  policyAlwaysTrue,
  policyRefused,
  policyType,
  policyUnbound,
  prestopExceedsGrace,
  probeUnknownPort,
  removedApi,
  renamedDaemonset,
  requestsExceedNode,
  returnsToRevision,
  samePortTwoProtocols,
  serverFields,
  serverWarning,
  sharedSelector,
  slowRollout,
  startsRollout,
  strategyChangesToo,
  strategyFlip,
  suppressionExpired,
  suppressionOnTemplate,
  suppressionUnknownRule,
  suppressionUnused,
  suppressionWithoutReason,
  surgeAntiAffinity,
  surgeExclusiveResource,
  surgeHostPort,
  surgeTurnedOn,
  surgeWithoutBrake,
  surprisingScalar,
  unknownField,
  unknownPriorityClass,
  updateBeforeSettled,
  upgradeStartsRollout,
  volatileSelectorLabel,
  volatileTemplate,
  widensNodes,
  wrongType,
  yamlSyntax,
  zoneAntiAffinity,
];
