import { apiPath, type MapNode, type Node, type Path } from './kubernetes/node.ts';

/** What only an unrendered template has: actions of Go templates, Helm, Jinja, ERB and ytt. */
const ACTION =
  /\{\{-?\s*(?:\.Values\b|\.Release\b|\.Chart\b|\.Capabilities\b|include\s+"|template\s+"|define\s+"|toYaml\b)|\{%-?\s*\w|<%[-=#]?\s*\S|^\s*\{\{[-~]?\s*(?:if|range|with|end|else|define|include|template|block|\/\*|\$)/m;

/** Anything that a template engine would replace. */
const PLACEHOLDER = /\{\{|\{%|<%|\[%|^#@|\(\(@/m;

/** Whether a text that Kubernetes cannot read is a template instead of a broken manifest. */
export function isUnreadableTemplate(text: string): boolean {
  return ACTION.test(text) || PLACEHOLDER.test(text);
}

/** Places whose value Kubernetes itself interprets; Go templates are at home in arguments, scripts and annotations. */
const STRUCTURE =
  /^(apiVersion|kind|metadata\.(name|namespace|labels\..*)|spec\.selector\..*|spec\.(minReadySeconds|revisionHistoryLimit|updateStrategy\..*)|spec\.template\.metadata\.labels\..*|spec\.template\.spec\.(serviceAccountName|nodeSelector\..*|priorityClassName|hostNetwork|dnsPolicy|tolerations\[.*|affinity\..*)|spec\.template\.spec\.(initContainers|containers)\[\d+\]\.(name|image|imagePullPolicy|resources\..*|ports\[.*|securityContext\..*))$/;

/** Whether an object that can be read is a template all the same: placeholders stand where the API expects a value. */
export function isReadableTemplate(root: MapNode, text: string): boolean {
  return PLACEHOLDER.test(text) && hasPlaceholder(root, []);
}

function hasPlaceholder(node: Node, path: Path): boolean {
  if (node.kind === 'map') {
    return node.entries.some(
      (entry) =>
        (PLACEHOLDER.test(entry.key) && !apiPath(path).includes('annotations')) ||
        hasPlaceholder(entry.value, [...path, entry.key]),
    );
  }
  if (node.kind === 'list') return node.items.some((item, index) => hasPlaceholder(item, [...path, index]));
  return node.kind === 'string' && PLACEHOLDER.test(node.value) && STRUCTURE.test(apiPath(path));
}
