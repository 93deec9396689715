/** With which values a chart is rendered, behind the name of an object; nothing where they are its own. */
export function renderedWith({ rendering }: { readonly rendering?: string | undefined }): string {
  return rendering === undefined ? '' : ` (rendered ${rendering})`;
}
