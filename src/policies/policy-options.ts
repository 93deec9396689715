import type { SourceFile } from '../document/source.ts';
import type { Requested } from '../facts/admission-request.ts';
import type { PolicySet } from '../kubernetes/admission/policy-set.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PolicySettings } from '../rule/policy-settings.ts';

/** What holds for all manifests with the same settings. */
export interface PolicyOptions {
  readonly settings: PolicySettings;
  /** The texts that the settings name. */
  readonly files: readonly SourceFile[];
  readonly minors: readonly number[];
  /** The time of requests, as RFC 3339. */
  readonly time: string;
  readonly requestedBy: (manifest: Manifest, minor: number) => Requested | undefined;
}

/** The servers that are asked, each with its policies. */
export type Servers = ReadonlyMap<number, PolicySet>;
