// C0 and C1 controls, and marks that change the direction of text.
// eslint-disable-next-line no-control-regex -- the expression searches for them
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` on one line and without control sequences for a terminal: manifests are untrusted. */
export function plain(text: string): string {
  return text
    .replace(/\s*[\r\n\u0085\u2028\u2029]+\s*/g, ' ')
    .replace(/\t/g, ' ')
    .replace(HIDDEN, escapeCharacter);
}

/** Like `plain`, but tabs and length stay: one line of a source file. */
export function plainLine(line: string): string {
  return line.replace(HIDDEN, (character) => (character === '\t' ? character : '\ufffd'));
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
