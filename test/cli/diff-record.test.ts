import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const record = suite('diff --record');

record('writes the command of --set-image and --patch into the change-cause with --record', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const cause = async (...argv: readonly string[]): Promise<unknown> => {
      const { stdout } = await run('diff', 'ds.yaml', '-o', 'json', ...argv);
      const { fields } = JSON.parse(stdout) as { fields: { path: string; new: unknown }[] };
      return fields.find(({ path }) => path.startsWith('metadata.annotations'))?.new;
    };
    const patch = '{"spec":{"minReadySeconds":5}}';
    assert.is(await cause('--set-image', 'agent=r:9'), undefined);
    assert.equal(
      await cause('--set-image', 'agent=r:9', '--record'),
      'kubectl set image ds/agent agent=r:9 --record=true',
    );
    assert.is(
      await cause('--record', '--set-image', '*=r:8', '--set-image', '*=r:9'),
      'kubectl set image ds/agent *=r:8 *=r:9 --record=true',
    );
    assert.is(await cause('--patch', patch, '--record'), `kubectl patch ds/agent --patch=${patch} --record=true`);
    assert.is(
      await cause('--record=true', '-p', patch, '--type', 'strategic'),
      `kubectl patch ds/agent --record=true --patch=${patch} --type=strategic`,
    );
    assert.is(await cause('--patch', patch, '--record=false'), undefined);
    const alone = await run('diff', 'ds.yaml', 'ds.yaml', '--record');
    assert.is(alone.code, 2);
    const both = await run('diff', 'ds.yaml', '--set-image', '*=r:9', '--set-image', 'agent=r:8');
    assert.is(both.code, 2);
    assert.match(both.stderr, 'all containers are already specified by *, but saw more than one');
  }),
);

record('changes each container that is named, and records the names in their order', () =>
  inProject({}, async ({ run, write }) => {
    const more =
      'initContainers: [{ name: init, image: "r:1" }]\n      containers:\n        - { name: second, image: "r:1" }';
    write('ds.yaml', GOOD.replace('containers:', more));
    const changed = async (...argv: readonly string[]): Promise<readonly unknown[]> => {
      const { stdout } = await run('diff', 'ds.yaml', '-o', 'json', '--record', ...argv);
      const { fields } = JSON.parse(stdout) as { fields: { path: string; new: unknown }[] };
      return fields.map((field) => field.new);
    };
    const named = await changed('--set-image', 'second=r:9', '--set-image', 'init=r:8');
    assert.equal([...named].sort(), ['kubectl set image ds/agent second=r:9 init=r:8 --record=true', 'r:8', 'r:9']);
    const all = await changed('--set-image', '*=r:9');
    assert.equal([...all].sort(), ['kubectl set image ds/agent *=r:9 --record=true', 'r:9', 'r:9', 'r:9']);
  }),
);

record.run();
