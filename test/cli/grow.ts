/** Runs the program over shapes of bench/shapes.ts, given as JSON; says on standard output which one is next. */
import { SHAPES } from '../../bench/shapes.ts';
import { inProject } from './project.ts';

/** A shape and its size; what standard error has to match, when the run has to fail. */
export interface Grown {
  readonly shape: string;
  readonly size: number;
  readonly args?: readonly string[];
}

for (const { shape, size, args } of JSON.parse(process.argv[2] ?? '[]') as readonly Grown[]) {
  const found = SHAPES.find(({ name }) => name === shape);
  if (found === undefined) throw new Error(`there is no shape ${shape}`);
  console.log(`${shape} ×${String(size)}`);
  await inProject(found.files(size), async ({ run }) => {
    const { code, stderr } = await run(...(args ?? found.args ?? ['check', '--fail-on', 'never', '--quiet', '.']));
    if (code === 2) throw new Error(stderr);
  });
}
