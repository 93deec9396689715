/** Why a text is not well-formed XML (1.0, without a DTD); undefined when it is. */
export function xmlFault(text: string): string | undefined {
  const body = text.replace(/^<\?xml[^?]*\?>\n?/, '');
  const bad =
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.exec(body);
  if (bad !== null) return `${JSON.stringify(bad[0])} at ${String(bad.index)}`;
  const open: string[] = [];
  const TAG = /<(\/?)([a-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[<>]/gi;
  let roots = 0;
  for (const [whole, closing, name = '', , empty] of body.matchAll(TAG)) {
    if (name === '') return `a ${whole} outside of a tag`;
    if (closing === '/') {
      if (open.pop() !== name) return `</${name}> closes another element`;
    } else {
      if (open.length === 0 && roots++ > 0) return `<${name}> is a second root`;
      if (empty !== '/') open.push(name);
    }
  }
  return open.length > 0 ? `<${open.join('><')}> is not closed` : roots === 1 ? undefined : 'no root';
}
