import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectChange } from '../../../src/change/object-change.ts';
import { effectOf } from '../../../src/format/diff/words.ts';

const CHANGE: ObjectChange = {
  path: 'agent.yaml',
  namespace: 'monitoring',
  name: 'agent',
  change: 'changed',
  accepted: true,
  code: 200,
  causes: [],
  newRevision: false,
  generationChanges: true,
  rollout: 'none',
  fields: [],
  hazards: [],
};

test('a strategy that begins to roll replaces what was left behind', () => {
  const strategy = (old: string, next: string) => [
    { path: 'spec.updateStrategy.type', old, new: next, inTemplate: false },
  ];
  assert.is(
    effectOf({ ...CHANGE, fields: strategy('OnDelete', 'RollingUpdate') }),
    'no new revision; pods that were left on older revisions are replaced by a rolling update',
  );
  assert.is(
    effectOf({ ...CHANGE, fields: strategy('RollingUpdate', 'OnDelete') }),
    'no rollout; the generation changes',
  );
});

test('what is gone from the files is not gone from the cluster', () => {
  assert.is(
    effectOf({ ...CHANGE, change: 'removed', rollout: 'delete' }),
    'it runs on until it is deleted or pruned, and its pods with it',
  );
});

test.run();
