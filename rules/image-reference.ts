import { containersOf } from '../src/facts/facts.ts';
import { imageFault, splitImage } from '../src/facts/image-name.ts';
import { defineRule } from '../src/rule/rule.ts';

// A placeholder for a value, alone or between slashes and colons. A real name may begin with "my-".
const PLACEHOLDER =
  /^(?:\[.*\]|@\w+@|IMAGE(?:[_-]?\w+)?|TODO|FIXME|XXX+|CHANGE[-_]?ME|REPLACE[-_]?ME|PLACEHOLDER|_*YOUR_\w+)$|^image(?:[-_]name)?$/;
const PLACEHOLDER_PART =
  /(?:^|[/:@.])(?:<[^>]*>|\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{.*\}\}|__\w+__|your[-_]?(?:docker|container|private)?[-_]?(?:registry|repo(?:sitory)?|image|org(?:ani[sz]ation)?|account|company|domain|namespace|user(?:name)?|project|tag|version|name)(?:[-_.]\w+)*|(?:replace|change)[-_]?(?:me|this))(?=[/:@.]|$)|:(?:tag|version)$/i;

export default defineRule({
  id: 'image-reference',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'An image that the API accepts and no kubelet can pull',
  why: `The API server accepts any text as an image. The kubelet does not. With an invalid reference the container waits
forever with \`InvalidImageName\`; with a placeholder it fails with \`ErrImagePull\`. The first wave of the rollout goes
down and stays down; with \`maxUnavailable: 100%\` that is every node.`,
  fix: 'Write a reference such as `registry.example.com/team/agent:1.4.2`: lower case, one tag or digest, no spaces.',
  unless: 'Something replaces the placeholder before the file is applied. Then exclude the file, or render it first.',
  since: '0.1.0',
  references: [{ title: 'Images', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' }],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const { image = '' } = container;
      if (image === '') continue;
      const where = { at: [...at, 'image'] };
      if (isPlaceholder(image)) {
        const message = `"${image}" looks like a placeholder: the pull fails on every node the rollout reaches; write the real image`;
        yield { ...where, message };
        continue;
      }
      const fault = imageFault(image);
      if (fault === undefined) continue;
      const { name } = splitImage(image);
      const message = `the kubelet refuses "${image}" (InvalidImageName: ${fault}) and the new pods wait forever; write a reference such as ${exampleOf(name)}`;
      yield { ...where, message };
    }
  },
});

/** Marks of template languages, and words instead of a name: neither is ever part of a reference. */
function isPlaceholder(image: string): boolean {
  if (PLACEHOLDER.test(image) || PLACEHOLDER_PART.test(image)) return true;
  return /<<.*>>|\[\[.*\]\]|\{\{.*\}\}|\$[({].*[)}]|%\w+%/.test(image) || /^[A-Z][A-Z_]*(?: [A-Z_]+)+$/.test(image);
}

function exampleOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9/._-]/g, '');
  return `${imageFault(plain) === undefined && plain !== '' ? plain : 'registry.example.com/agent'}:1.4.2`;
}
