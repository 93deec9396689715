/** What kubectl apply applied last, as JSON. Source: k8s.io/api/core/v1 annotation_key_constants.go. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
