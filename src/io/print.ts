/** What is printed by others than the formats of a report, each kind by its own function. */
import { plain, plainLines } from '../words/escape.ts';
import type { Io } from './io.ts';

/** A message of ours on standard error, one line. */
export function printMessage(message: string, io: Pick<Io, 'stderr'>): void {
  sayLine(`daemonlint: ${message}`, io);
}

/** Lines on standard error in the words of another program (kubectl, helm), which come with their line ends. */
export function sayLines(text: string, io: Pick<Io, 'stderr'>): void {
  io.stderr(plainLines(text));
}

/** A line on standard error that is no message of ours: the answer of another program at a place. */
export function sayLine(line: string, io: Pick<Io, 'stderr'>): void {
  io.stderr(`${plain(line)}\n`);
}

/** Text for people, on standard output. */
export function printText(text: string, io: Pick<Io, 'stdout'>): void {
  io.stdout(plainLines(text));
}

/** Data for another program (YAML, JSON, a patch), byte for byte; a terminal gets it as text. */
export function printData(text: string, io: Pick<Io, 'stdout' | 'stdoutIsTTY'>): void {
  io.stdout(io.stdoutIsTTY ? plainLines(text) : text);
}
