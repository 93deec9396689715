const ITEM = /^(?:[-*]|\d+\.) /;

/**
 * Markdown for a terminal: lines of at most `width` characters, broken between words. Paragraphs are filled, list items
 * hang, code blocks keep their lines without the fences, indented by four.
 */
export function wrapMarkdown(markdown: string, width: number): readonly string[] {
  const lines: string[] = [];
  let block: string[] = [];
  let isCode = false;
  const flush = (): void => {
    if (block.length > 0) lines.push(...fill(block.join(' '), width));
    block = [];
  };
  for (const line of markdown.trim().split('\n')) {
    const isFence = line.trimStart().startsWith('```');
    if (isFence || line.trim() === '' || ITEM.test(line)) flush();
    if (isFence) isCode = !isCode;
    else if (isCode) lines.push(line === '' ? '' : `    ${line}`);
    else if (line.trim() === '') lines.push('');
    else block.push(line.trim());
  }
  flush();
  return lines;
}

/** The words of `text` in lines; those after the first of a list item start under its text. */
function fill(text: string, width: number): readonly string[] {
  const indent = ' '.repeat(ITEM.exec(text)?.[0].length ?? 0);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += (line === '' ? '' : ' ') + word;
  }
  return [...lines, line];
}
