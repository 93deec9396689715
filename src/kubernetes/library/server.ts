/** What the API server answers. */
import type { StoredDaemonSet } from '../api/objects.ts';
import {
  create as createParsed,
  update as updateParsed,
  type Answer as ParsedAnswer,
  type PostRequest,
} from '../apiserver/apiserver.ts';
import { revisionName, type RevisionName } from '../controller/revision.ts';
import { isRecord } from '../go/json.ts';
import { fields, oneOf, text as anyText, type Table } from './arguments.ts';
import {
  acceptedOf,
  bodyOf,
  minorIn,
  storedOf,
  VERSION_OPTIONS,
  wholeBody,
  type Body,
  type BodyFormat,
  type Input,
  type VersionOptions,
} from './input.ts';

/** How the manifest gets to the server. */
export interface RequestOptions extends VersionOptions {
  /**
   * What `kubectl -n` says; a manifest that names another namespace is refused (400). Default: as the manifest says, else
   * `default`.
   */
  readonly namespace?: string;
  /**
   * The manifest is the body of one raw request, of this content type, to the DaemonSets of `namespace` (default:
   * `default`), without a client in between: kind and version may be absent.
   */
  readonly asPosted?: BodyFormat;
}

/** One entry of `details.causes` in the server's Status. */
export interface Cause {
  /** `FieldValueInvalid`, `FieldValueRequired`, … */
  readonly reason: string;
  /** As the server names it: `spec.template.spec.containers[0].image`. */
  readonly field: string;
  readonly message: string;
}

const REQUEST_OPTIONS: Table<RequestOptions> = {
  ...VERSION_OPTIONS,
  namespace: anyText,
  asPosted: oneOf('yaml', 'json'),
};

/** What every answer has. */
export interface Answered {
  /** HTTP: 201 created, 200 updated, 400 cannot be decoded, 409 conflict, 413 too large, 422 invalid. */
  readonly code: number;
  /** What is wrong with an invalid object (422); otherwise empty. */
  readonly causes: readonly Cause[];
  /** The texts that kubectl prints after `Warning: `. */
  readonly warnings: readonly string[];
  /** Fields of the manifest that this server removes without saying so, because a feature gate is off. */
  readonly dropped: readonly string[];
}

/** The manifest is stored. */
export interface Accepted extends Answered {
  readonly accepted: true;
  /** What the server stores: `apiVersion`, `kind`, `metadata` and `spec`, defaults filled in. */
  readonly stored: StoredDaemonSet;
  readonly reason?: undefined;
  readonly message?: undefined;
}

/** The manifest is refused, and nothing is stored. */
export interface Refused extends Answered {
  readonly accepted: false;
  /** `Invalid`, `BadRequest`, … */
  readonly reason: string;
  /** The server's whole message. */
  readonly message: string;
  readonly stored?: undefined;
}

/** What the server answers; `accepted` tells the two apart. */
export type Answer = Accepted | Refused;

/** What the server answers to an update. */
export type UpdateAnswer = Answer & {
  /** Whether `metadata.generation` counts up. */
  readonly newGeneration: boolean;
  /** Whether the controller makes a new ControllerRevision, and so a rollout. */
  readonly newRevision: boolean;
};

/**
 * What the server answers to `kubectl create` of one document: decoding with strict field validation, defaults, dropped
 * fields, validation, warnings. Text that is not YAML is a refusal. Throws TypeError when it is not exactly one document,
 * or an argument is of another kind; RangeError for a minor that is not known.
 * Source: apiserver pkg/endpoints/handlers/create.go, pkg/registry/apps/daemonset/strategy.go.
 */
export function create(manifest: Input, options: RequestOptions = {}): Answer {
  checkRequest('options', options);
  const { parsed, text } = sentBody(manifest, options);
  return shown(createParsed(parsed, requestOf(text, options)));
}

/**
 * What the server answers to `kubectl replace` of one document. `stored` is the object as the server has it: what
 * `kubectl get -o json` or `-o yaml` printed, or `stored` of an earlier answer; fields that this minor does not know are
 * not in its store. As on a server, `stored` itself is not validated: an older minor may have taken what this one refuses.
 * Throws as `create` does, and TypeError when `stored` is not a DaemonSet.
 * Source: apiserver pkg/endpoints/handlers/update.go, pkg/registry/rest/update.go.
 */
export function update(stored: Input, manifest: Input, options: RequestOptions = {}): UpdateAnswer {
  checkRequest('options', options);
  const old = storedOf(stored, 'stored', minorIn(options));
  const { parsed, text } = sentBody(manifest, options);
  const answer = updateParsed(old, parsed, requestOf(text, options));
  return { ...shown(answer), newGeneration: answer.generationDelta > 0, newRevision: answer.newRevision };
}

/**
 * How the controller of that minor names the ControllerRevision of a DaemonSet, and the value of its pods' label
 * `controller-revision-hash`; for every minor from OLDEST_MINOR to NEWEST_MINOR. Takes what the server stores, or a
 * manifest that it accepts; `status.collisionCount` counts. Undefined only where the template holds a
 * `creationTimestamp`, which is printed in the time zone of the controller. Throws TypeError when it is not a DaemonSet or
 * the server refuses it, RangeError for a minor that is not known.
 * Source: pkg/controller/daemon/update.go snapshot, pkg/controller/controller_utils.go ComputeHash.
 */
export function revision(daemonSet: Input, options: VersionOptions = {}): RevisionName | undefined {
  checkVersion('options', options);
  const minor = minorIn(options);
  const { stored, status } = acceptedOf(daemonSet, minor);
  const count = isRecord(status) ? status['collisionCount'] : undefined;
  const collisions = typeof count === 'number' ? count : undefined;
  return revisionName(stored.metadata?.name ?? '', stored.spec?.template ?? {}, minor, collisions);
}

const checkRequest = fields(REQUEST_OPTIONS);
const checkVersion = fields(VERSION_OPTIONS);

const sentBody = (manifest: Input, { asPosted }: RequestOptions): Body =>
  asPosted === undefined ? bodyOf(manifest, 'manifest') : wholeBody(manifest, 'manifest', asPosted);

function requestOf(text: string, options: RequestOptions): PostRequest {
  const { namespace } = options;
  const asPosted = options.asPosted !== undefined;
  // To the inner request an empty namespace is that of the manifest.
  return { minor: minorIn(options), namespace: namespace ?? (asPosted ? 'default' : ''), asPosted, text };
}

function shown({ code, reason, message, causes, warnings, dropped, stored }: ParsedAnswer): Answer {
  const answered = {
    code,
    causes: causes.map((cause) => ({ reason: cause.reason, field: cause.field, message: cause.message })),
    warnings,
    dropped: dropped.map(({ field }) => field),
  };
  // The server prints `metadata` and `spec` of everything that it stores.
  if (stored !== undefined) return { accepted: true, ...answered, stored: stored as StoredDaemonSet };
  return { accepted: false, ...answered, reason: reason ?? '', message: message ?? '' };
}
