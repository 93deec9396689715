import { containersOf } from '../src/facts/daemonset-facts.ts';
import { imageFault, isBuiltByKo, isPlaceholder, splitImage } from '../src/facts/image-name.ts';
import { defineRule } from '../src/rule/rule.ts';

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
      if (isBuiltByKo(image)) {
        const message = `"${image}" is the path of a Go package, which only ko turns into an image: kubectl apply of this file leaves the new pods waiting forever (InvalidImageName); apply it with ko apply, and check what ko resolve prints`;
        yield { ...where, severity: 'note', message };
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

function exampleOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9/._-]/g, '');
  return `${imageFault(plain) === undefined && plain !== '' ? plain : 'registry.example.com/agent'}:1.4.2`;
}
