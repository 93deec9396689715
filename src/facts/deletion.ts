/** What becomes of a DaemonSet that is being deleted: its controller does nothing for it any more. */

/** What goes on, as far as the finalizers say it; they go with the object. */
export function deletionEffect(finalizers: readonly string[]): string {
  return `the controller does nothing for it: no pod is replaced${stepOf(finalizers)}`;
}

function stepOf(finalizers: readonly string[]): string {
  const others = finalizers.filter((each) => each !== FOREGROUND && each !== ORPHAN);
  const removed = `${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} removed from its finalizers`;
  if (finalizers.includes(FOREGROUND))
    return `, and the garbage collector deletes its pods before it${others.length === 0 ? '' : `; it is gone once ${removed}, too`}`;
  if (finalizers.includes(ORPHAN))
    return `, and its pods stay when it is gone${others.length === 0 ? '' : `, once ${removed}, too`}`;
  return others.length === 0 ? '' : `; its pods run on until ${removed}, and are deleted after it`;
}

// Source: apimachinery pkg/apis/meta/v1/types.go; pkg/controller/garbagecollector/garbagecollector.go.
const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
