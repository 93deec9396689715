const DOCUMENT = /^---/m;
/** Some kind that is or may be ours; the group is the indentation. */
const OURS = /^([ \t]*)(?=(.*?kind:))\2.*DaemonSet/gm;
const LITERAL = /^([ \t]*)kind:[ \t]*["']?[A-Za-z]+["']?[ \t]*\r?$/gm;

/** An object that can carry a manifest as text. */
const CARRIER = /^[ \t]*kind:[ \t]*["']?(?:ConfigMap|Secret)\b/m;
const KIND_OF_OURS = /^kind:[ \t]*["']?DaemonSet\b/;
/** A key whose value is a block of text; comments and actions of the template may follow. */
const TEXT_KEY = /:[ \t]*[|>][-+1-9]{0,2}[ \t]*(?:#.*|\{\{.*)?$/;

/** Whether a template may print a DaemonSet, and not only refer to one, as an autoscaler does below its own kind. */
export function mayPrintOne(text: string): boolean {
  if (!text.includes('DaemonSet')) return false;
  return text.split(DOCUMENT).some((document) => {
    const outermost = indentations(document, LITERAL).reduce((least, own) => Math.min(least, own), Infinity);
    return (
      indentations(document, OURS).some((indentation) => indentation <= outermost) ||
      (CARRIER.test(document) && carriesOne(document))
    );
  });
}

/** Whether a block of text has a DaemonSet at the indentation of its first line. */
function carriesOne(document: string): boolean {
  let key = -1;
  let first: number | undefined;
  for (const line of document.split('\n')) {
    const content = line.trim();
    // Actions are in any column.
    if (content === '' || content.startsWith('{{')) continue;
    const indentation = line.length - line.trimStart().length;
    if (first === undefined || indentation <= key) {
      first = undefined;
      if (key >= 0 && indentation > key) first = indentation;
      else key = TEXT_KEY.test(content) ? indentation : -1;
    }
    if (indentation === first && KIND_OF_OURS.test(content)) return true;
  }
  return false;
}

function indentations(text: string, lines: RegExp): number[] {
  return [...text.matchAll(lines)].map(([, spaces = '']) => spaces.length);
}
