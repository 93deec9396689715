/** A process that asks about one world after the other, and says on its output which one it is at. */
import { writeSync } from 'node:fs';
import { counted, faultsOf, questionsFor, type Question } from './oracles.ts';
import { Random } from './random.ts';
import { Nursery, type World } from './worlds.ts';

const [seed = 1, first = 0] = process.argv.slice(2).map(Number);
/** So many questions of each world, so that more worlds are seen. */
const ASKED = 6;
const SMALLER_TRIES = 400;

const tell = (message: unknown): void => void writeSync(1, `${JSON.stringify(message)}\n`);

/** What a fault is about, so that a smaller input is taken only if it has the same. */
const gist = (fault: string): string => fault.replace(/\d+/g, 'N').slice(0, 60);

/** A world with fewer lines in which the question still has the fault. */
async function smaller(world: World, question: Question, fault: string): Promise<World> {
  let best = world;
  let tries = 0;
  for (const path of world.files.keys()) {
    for (let size = 64; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; ;) {
        const lines = Buffer.from(best.files.get(path) ?? [])
          .toString('latin1')
          .split(/(?<=\n)/);
        if (at >= lines.length || tries++ > SMALLER_TRIES) break;
        const text = [...lines.slice(0, at), ...lines.slice(at + size)].join('');
        const files = new Map(best.files).set(path, Buffer.from(text, 'latin1'));
        const faults = await faultsOf(question, files);
        if (faults.some((each) => gist(each) === gist(fault))) best = { ...best, files };
        else at += size;
      }
    }
  }
  return best;
}

const nursery = new Nursery();
for (let index = first; ; index++) {
  tell({ at: index, runs: counted.runs });
  const random = new Random(seed * 1_000_003 + index);
  const world = nursery.born(random);
  const questions = [...questionsFor(world)];
  for (let asked = 0; asked < ASKED && questions.length > 0; asked++) {
    const [question] = questions.splice(random.below(questions.length), 1);
    if (question === undefined) break;
    const [fault] = await faultsOf(question, world.files);
    if (fault === undefined) continue;
    const small = await smaller(world, question, fault);
    const files = [...small.files].map(([path, bytes]) => [
      path.slice('/work/'.length),
      Buffer.from(bytes).toString('base64'),
    ]);
    tell({ finding: { index, question: question.name, fault, files } });
  }
}
