/** What the API server answers. */
import type { DaemonSet } from '../api/objects.ts';
import {
  create as createParsed,
  update as updateParsed,
  type Answer as ParsedAnswer,
  type PostRequest,
} from '../apiserver/apiserver.ts';
import { revisionName, type RevisionName } from '../controller/revision.ts';
import {
  bodyOf,
  minorIn,
  objectOf,
  storedOf,
  wholeBody,
  type Body,
  type BodyFormat,
  type Input,
  type VersionOptions,
} from './input.ts';

export interface RequestOptions extends VersionOptions {
  /** What `kubectl -n` says. Default: as the manifest says, else `default`. */
  readonly namespace?: string;
  /**
   * The manifest is the body of one raw request, of this content type, to the DaemonSets of `namespace` (default:
   * `default`), without a client in between: kind and version may be absent, another namespace in it is refused.
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

/** What the server answers. */
export interface Answer {
  readonly accepted: boolean;
  /** HTTP: 201 created, 200 updated, 400 cannot be decoded, 409 conflict, 413 too large, 422 invalid. */
  readonly code: number;
  /** Of a refusal: `Invalid`, `BadRequest`, … */
  readonly reason?: string;
  /** Of a refusal: the server's whole message. */
  readonly message?: string;
  /** Of a 422; else empty. */
  readonly causes: readonly Cause[];
  /** The texts that kubectl prints after `Warning: `. */
  readonly warnings: readonly string[];
  /** Fields of the manifest that this server removes without saying so, because a feature gate is off. */
  readonly dropped: readonly string[];
  /** What the server stores when it accepts: `apiVersion`, `kind`, `metadata` and `spec`, defaults filled in. */
  readonly stored?: DaemonSet;
}

/** What the server answers to an update. */
export interface UpdateAnswer extends Answer {
  /** Whether `metadata.generation` counts up. */
  readonly newGeneration: boolean;
  /** Whether the controller makes a new ControllerRevision, and so a rollout. */
  readonly newRevision: boolean;
}

/**
 * What the server answers to `kubectl create` of one document: decoding with strict field validation, defaults, dropped
 * fields, validation, warnings. Text that is not YAML is a refusal. Throws TypeError when the text is not exactly one
 * document, RangeError for a minor that is not known.
 * Source: apiserver pkg/endpoints/handlers/create.go, pkg/registry/apps/daemonset/strategy.go.
 */
export function create(manifest: Input, options: RequestOptions = {}): Answer {
  const { parsed, text } = sentBody(manifest, options);
  return shown(createParsed(parsed, requestOf(text, options)));
}

/**
 * What the server answers to `kubectl replace` of one document. `stored` is the object as the server has it: what
 * `kubectl get -o json` or `-o yaml` printed, or `stored` of an earlier answer. Throws as `create` does, and TypeError
 * when `stored` is not a DaemonSet.
 * Source: apiserver pkg/endpoints/handlers/update.go, pkg/registry/rest/update.go.
 */
export function update(stored: Input, manifest: Input, options: RequestOptions = {}): UpdateAnswer {
  const { parsed, text } = sentBody(manifest, options);
  const answer = updateParsed(storedOf(stored, minorIn(options)), parsed, requestOf(text, options));
  return { ...shown(answer), newGeneration: answer.generationDelta > 0, newRevision: answer.newRevision };
}

/**
 * How the controller of that minor names the ControllerRevision of a DaemonSet, and the value of its pods' label
 * `controller-revision-hash`. Takes what the server stores, or a manifest that it would accept. Undefined where it cannot
 * be known: the template holds a time, which is printed in the time zone of the controller. Throws TypeError when it is
 * not a DaemonSet, RangeError.
 * Source: pkg/controller/daemon/update.go snapshot, pkg/controller/controller_utils.go ComputeHash.
 */
export function revision(daemonSet: Input, options: VersionOptions = {}): RevisionName | undefined {
  const minor = minorIn(options);
  const { metadata, spec } = storedOf(daemonSet, minor);
  const { status } = objectOf(daemonSet, 'DaemonSet') as DaemonSet;
  return revisionName(metadata?.name ?? '', spec?.template ?? {}, minor, status?.collisionCount);
}

const sentBody = (manifest: Input, { asPosted }: RequestOptions): Body =>
  asPosted === undefined ? bodyOf(manifest) : wholeBody(manifest, asPosted);

function requestOf(text: string, options: RequestOptions): PostRequest {
  const { namespace } = options;
  const asPosted = options.asPosted !== undefined;
  // To the inner request an empty namespace is that of the manifest.
  return { minor: minorIn(options), namespace: namespace ?? (asPosted ? 'default' : ''), asPosted, text };
}

function shown({ code, reason, message, causes, warnings, dropped, stored }: ParsedAnswer): Answer {
  return {
    accepted: code < 300,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    causes: causes.map((cause) => ({ reason: cause.reason, field: cause.field, message: cause.message })),
    warnings,
    dropped: dropped.map(({ field }) => field),
    ...(stored === undefined ? {} : { stored }),
  };
}
