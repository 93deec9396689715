const DOCUMENT = /^---/m;
/** Some kind that is or may be ours; the group is the indentation. */
const OURS = /^([ \t]*)(?=(.*?kind:))\2.*DaemonSet/gm;
const LITERAL = /^([ \t]*)kind:[ \t]*["']?[A-Za-z]+["']?[ \t]*\r?$/gm;

/** Whether a template may print a DaemonSet, and not only refer to one, as an autoscaler does below its own kind. */
export function mayPrintOne(text: string): boolean {
  if (!text.includes('DaemonSet')) return false;
  return text.split(DOCUMENT).some((document) => {
    const outermost = indentations(document, LITERAL).reduce((least, own) => Math.min(least, own), Infinity);
    return indentations(document, OURS).some((indentation) => indentation <= outermost);
  });
}

function indentations(text: string, lines: RegExp): number[] {
  return [...text.matchAll(lines)].map(([, spaces = '']) => spaces.length);
}
