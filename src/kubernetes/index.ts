/**
 * A Kubernetes API server for DaemonSets, the DaemonSet controller and kubectl's texts, as pure functions: no cluster, no
 * network, no file. Everything takes the text of one document (YAML or JSON) or a plain object, says which minor of
 * Kubernetes it speaks for, and changes nothing that it is given. Answers are those of a server without webhooks and
 * with the feature gates of the release. Faults of the caller throw TypeError (what was given is something else) or
 * RangeError (a number that cannot be); what the server refuses is an answer.
 */
/** The minors of Kubernetes 1 that every function knows. */
export { NEWEST as NEWEST_MINOR, OLDEST as OLDEST_MINOR } from './api/release.ts';
export type {
  Container,
  ContainerRestartRule,
  DaemonSet,
  DaemonSetSpec,
  EphemeralContainer,
  EvictionResponder,
  FileKeySelector,
  PodCertificateProjection,
  PodSpec,
  PodTemplateSpec,
  StoredDaemonSet,
  Volume,
} from './api/objects.ts';
export type { Budget, Strategy } from './controller/budget.ts';
export type { RevisionName } from './controller/revision.ts';
export type { Fleet, Simulation, TimelinePoint, Version } from './controller/simulate.ts';
export type { Outcome } from './kubectl/history.ts';
export type { StatusVerdict } from './kubectl/status.ts';
export type { BodyFormat, Input, VersionOptions } from './library/input.ts';
export { create, revision, update } from './library/server.ts';
export type { Accepted, Answer, Answered, Cause, Refused, RequestOptions, UpdateAnswer } from './library/server.ts';
export { budget, rollout } from './library/controller.ts';
export type { RolloutOptions } from './library/controller.ts';
export { rolloutHistory, rolloutStatus, rolloutUndo } from './library/kubectl.ts';
export type { HistoryOptions, Revisions, UndoOptions } from './library/kubectl.ts';
