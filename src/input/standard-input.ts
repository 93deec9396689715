/** Standard input, which another program fills: one that fails leaves nothing there, or its message. */
import { decodeText } from '../document/decode-text.ts';
import { mayHoldDaemonSet } from '../kubernetes/yaml/prefilter.ts';
import type { Io } from '../io/io.ts';

/** Its bytes. Throws in words when there is no manifest in them; a text with a name of its own may be of any kind. */
export function readManifestsFromStdin(io: Io, isNamed: boolean): Uint8Array {
  const bytes = io.readStdin();
  const { text, fault } = decodeText(bytes);
  if (text.trim() === '') throw new Error(`nothing was written to it; ${CHECK}`);
  if (fault !== undefined || isNamed || MANIFEST_KEY.test(text) || mayHoldDaemonSet(text)) return bytes;
  const [line = ''] = text.trim().split(/\r|\n/, 1);
  throw new Error(`it holds no manifest, but text that begins with "${line.slice(0, MOST_SHOWN)}"; ${CHECK}`);
}

const CHECK = 'look whether the command before the pipe fails';
const MOST_SHOWN = 80;
/** A key of every manifest, also of one that an engine fills in. */
const MANIFEST_KEY = /(?:^|[\s{,'"\\-])(?:kind|apiVersion)\\?["']?[ \t]*:/im;
