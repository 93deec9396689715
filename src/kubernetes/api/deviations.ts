/**
 * What the API server, the controller and kubectl do otherwise than before, and since which minor: the differences that
 * no field (fields.ts) and no feature gate (release.ts) explains. Oldest first; a new minor adds its own at the end.
 */
const SINCE = {
  /** The values of a requirement are looked at. */
  checksSelectorValues: 26,
  /** The amounts in a claim template are warned of. */
  warnsOfClaimTemplates: 26,
  /** The names of scheduling gates are label keys, each once. */
  checksSchedulingGates: 27,
  /** The selectors of topology spread constraints are looked at. */
  checksSpreadSelectors: 27,
  /** Seccomp annotations have no effect, and the warning says so. */
  ignoresSeccompAnnotations: 27,
  /** Volumes removed in 1.25 and 1.26 have no effect, and the warnings say so. */
  lacksRemovedVolumes: 27,
  /** A negative grace period is warned of. */
  warnsOfNegativeGrace: 27,
  /** Templates on the network of the host keep their host ports as they are written. */
  keepsHostPorts: 28,
  /** `status.hostIPs` is a field of the downward API. */
  knowsHostIPs: 28,
  /** A restart policy of a plain container is refused. */
  forbidsRestartPolicies: 28,
  /** A stored GCE disk that is not read-only excuses a new one. */
  excusesWritableDisks: 28,
  /** A variable that is set twice is warned of as hidden, not as a duplicate. */
  warnsOfHiddenVariables: 28,
  /** Ports that clash are warned of. */
  warnsOfPorts: 28,
  /** Constraints and affinity terms without a selector are warned of. */
  warnsOfNullSelectors: 28,
  /** The group of a data source is a domain. */
  checksClaimGroups: 29,
  /** Sysctls of a namespace that is shared with the node are refused. */
  checksHostSysctls: 29,
  /** The paths of host aliases have indexes. */
  indexesHostAliases: 30,
  /** AppArmor annotations and fields have to agree, and the annotations are warned of. */
  matchesAppArmor: 30,
  /** The path of a service account token stays in its volume. */
  checksTokenPaths: 30,
  /** An unmasked /proc needs a user namespace. */
  checksUnmaskedProc: 30,
  /** A stored name of a variable that only the relaxed rule takes excuses others. */
  excusesRelaxedNames: 30,
  /** The warning of a hidden variable speaks of apply. */
  warnsOfApply: 30,
  /** Three more labels of nodes are deprecated. */
  deprecatesMoreLabels: 31,
  /** A stored search path that only the relaxed rule takes excuses others. */
  excusesRelaxedSearches: 32,
  /** A stored sleep of 0 seconds excuses others. */
  excusesSleepOfZero: 32,
  /** Files of one volume that overlap are warned of, and projected sources of nothing. */
  warnsOfOverlaps: 32,
  /** The values of a required node affinity are label values; others are warned of. */
  checksNodeValues: 33,
  /** IP addresses in other forms are warned of. */
  warnsOfAddresses: 33,
  /** Names of ports that several containers have are warned of. */
  warnsOfPortNames: 33,
  /** gitRepo volumes are disabled, and the warning says so. */
  disablesGitRepo: 33,
  /** Go types leave out a zero `creationTimestamp`; before, they wrote `null`. */
  omitsZeroTime: 34,
  /** Volume devices in a user namespace are refused. */
  forbidsUserNamespacedDevices: 34,
  /** Stored restart rules excuse others. */
  excusesRestartRules: 34,
  /** Only an equal profile of the pod makes an AppArmor annotation needless. */
  comparesAppArmor: 34,
  /** Messages of the decoder name embedded structs (sigs.k8s.io/json of 2025-07). */
  namesEmbeddedStructs: 35,
  /** `Gt` and `Lt` are operators of tolerations, though their gate is off. */
  knowsComparingTolerations: 35,
  /** A stored user namespace on the network of the node excuses the new one. */
  excusesUserNamespacedNetwork: 35,
  /** An empty CSI driver is missing, and no longer a bad name as well. */
  requiresCSIDriver: 35,
  /** The text about an IP address in another form says that it is invalid. */
  refusesAddresses: 36,
  /** A resize policy that restarts a plain init container is refused. */
  forbidsRestartOfPlainInit: 36,
  /** A list of too many restart rules is TooMany, not TooLong. */
  countsRestartRules: 36,
  /** Equal causes are reported once. */
  reportsOnce: 37,
  /** The paths of owner references have indexes, and what is missing is required. */
  indexesOwners: 37,
  /** The host namespaces are fields of the pod to the server, not of its security context: their causes come later. */
  holdsHostFieldsInPod: 37,
  /** The reference of an image volume is required. */
  requiresImageReference: 37,
  /** A stored CAP_SYS_ADMIN without escalation excuses others. */
  excusesSysAdmin: 37,
  /** Messages show the user of a trust bundle. */
  printsBundleUsers: 37,
  /** kubectl prints `successThreshold=1`; before, `#success=1`. */
  printsThresholds: 37,
  /** Names of policies that end as those of manifests on the server's disk do are refused. */
  reservesStaticNames: 37,
} as const satisfies Record<string, number>;

/** The name of something that is different since some minor. */
export type Deviation = keyof typeof SINCE;

/** Whether 1.`minor` does it the new way. */
export const since = (deviation: Deviation, minor: number): boolean => minor >= SINCE[deviation];

/** Every deviation with its minor, in the order of the table. */
export const DEVIATIONS: ReadonlyMap<string, number> = new Map(Object.entries(SINCE));
