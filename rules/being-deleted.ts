import { deletionEffect } from '../src/facts/deletion.ts';
import { deletedSince, earlierOf, updateOf } from '../src/facts/update.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'being-deleted',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'The DaemonSet in the cluster is being deleted: the change is lost with it',
  why: `An object with \`metadata.deletionTimestamp\` is being deleted, and nobody can take that back. The API server
still accepts changes of it, and \`kubectl apply\` reports success (with a warning), but the DaemonSet controller does
nothing for such an object: no pod is replaced, and no pod comes back. The object stays until each of its finalizers has
been removed; with \`foregroundDeletion\` the garbage collector deletes its pods first, with \`orphan\` it leaves them
running.`,
  fix: 'Wait until the object is gone (`kubectl wait --for=delete`), and apply the file then. A finalizer that nobody removes belongs to a program that no longer runs: remove it by hand.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Garbage collection: foreground deletion',
      url: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#foreground-deletion',
    },
  ],
  *check(manifest) {
    const earlier = earlierOf(manifest);
    const since = earlier && deletedSince(earlier);
    if (since === undefined) return;
    const { old, answer } = updateOf(manifest) ?? {};
    const held = old?.metadata?.finalizers ?? [];
    const ends = answer?.stored !== undefined && (answer.stored.metadata?.finalizers ?? []).length === 0;
    // The server deletes what has no finalizer left and no grace period, and a DaemonSet never has one.
    // Source: apiserver registry/generic/registry store.go ShouldDeleteDuringUpdate, markAsDeleting.
    const effect =
      held.length > 0 && ends
        ? 'and this change removes its last finalizer, so that the server deletes it at once'
        : `and ${deletionEffect(held)}`;
    yield {
      at: ['metadata', 'name'],
      message: `the DaemonSet in the cluster is being deleted since ${since}, ${effect}; wait until it is gone, then apply the file`,
    };
  },
});
