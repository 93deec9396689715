// C0 and C1 controls, and the marks that turn the direction of text on a screen.
// eslint-disable-next-line no-control-regex -- they are what is looked for
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` on one line and without anything that could steer a terminal: manifests are written by others. */
export function plain(text: string): string {
  return text
    .replace(/\s*[\r\n\u0085\u2028\u2029]+\s*/g, ' ')
    .replace(/\t/g, ' ')
    .replace(HIDDEN, escapeCharacter);
}

/** As `plain`, but tabs and length stay: one line of a source file. */
export function plainLine(line: string): string {
  return line.replace(HIDDEN, (character) => (character === '\t' ? character : '\ufffd'));
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
