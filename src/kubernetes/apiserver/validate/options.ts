/**
 * Which rules apply, and which errors of the stored object are tolerated. Source: core/validation PodValidationOptions,
 * pkg/api/pod/util.go GetValidationOptionsFromPodSpecAndMeta.
 */
export interface ValidationOptions {
  readonly minor: number;
  readonly allowInvalidLabelValueInSelector?: boolean;
  readonly allowInvalidLabelValueInRequiredNodeAffinity?: boolean;
  readonly allowInvalidTopologySpreadConstraintLabelSelector?: boolean;
  readonly allowNonLocalProjectedTokenPath?: boolean;
  readonly oldPodViolatesMatchLabelKeysValidation?: boolean;
  readonly allowIndivisibleHugePagesValues?: boolean;
  readonly allowNamespacedSysctlsForHostNetAndHostIPC?: boolean;
  readonly allowAnySELinuxChangePolicy?: boolean;
  readonly allowRestartContainerForPlainInit?: boolean;
  readonly allowRelaxedEnvNames?: boolean;
  readonly allowRelaxedDNSSearches?: boolean;
  readonly allowSleepOfZero?: boolean;
  readonly allowComparingTolerations?: boolean;
  readonly allowContainerRestartRules?: boolean;
  readonly allowRestartAllContainers?: boolean;
  readonly allowUserNamespacesWithVolumeDevices?: boolean;
  readonly allowUserNamespacesHostNetwork?: boolean;
  readonly allowEmptyImageReference?: boolean;
  readonly allowSysAdminWithoutEscalation?: boolean;
}
