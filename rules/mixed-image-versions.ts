import { containersOf, POD, type ContainerAt } from '../src/facts/daemonset-facts.ts';
import { repositoryOf, splitImage } from '../src/facts/image-name.ts';
import { tagVersion } from '../src/facts/image-tag.ts';
import { addTo } from '../src/kubernetes/go/lists.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'mixed-image-versions',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An init container and a main container run one image in different versions',
  why: `An init container that prepares the node for the agent (binaries, drivers, BPF maps, file permissions) is
usually the same image. When the version of one of the two is raised and the other is forgotten, the node is prepared
for another version than the one that runs. The API server does not compare them, and the pod may start or fail
depending on what changed between the two.`,
  fix: 'Write the same version in both, or one variable that both use.',
  unless: 'The older version is meant: a tool of the image that was removed from the newer one.',
  since: '0.1.0',
  references: [
    { title: 'Init containers', url: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/' },
  ],
  *check(manifest) {
    const containers = containersOf(manifest);
    const main = new Map<string, (Version & { readonly placed: ContainerAt })[]>();
    for (const placed of containers) {
      const version = placed.at[POD.length] === 'containers' ? versionOf(placed.container.image) : undefined;
      if (version !== undefined) addTo(main, repositoryOf(version.name), { ...version, placed });
    }
    for (const { at, container } of containers) {
      if (at[POD.length] !== 'initContainers') continue;
      const own = versionOf(container.image);
      if (own === undefined || TOOLBOX.test(own.name)) continue;
      const others = main.get(repositoryOf(own.name)) ?? [];
      // With several versions among the main containers nothing is forgotten.
      if (others.length === 0 || others.some(({ version }) => version === own.version)) continue;
      const other = others.find(({ shape, version }) => shape === own.shape && version !== own.version);
      if (other === undefined) continue;
      yield {
        at: [...at, 'image'],
        message: `init container ${container.name ?? ''} runs ${own.tag} and container ${other.placed.container.name ?? ''} runs ${other.tag} of the same image: the node is prepared for another version than the one that runs; write one version`,
        related: [{ at: [...other.placed.at, 'image'], message: `${other.tag} here` }],
      };
    }
  },
});

/** Images that only lend a shell: their version has nothing to do with the agent. */
const TOOLBOX =
  /(?:^|\/)(?:busybox|alpine|debian|ubuntu|bash|toybox|curl|kubectl|git|python|centos|rockylinux|fedora|ubi-?\w*|nginx|pause|amazonlinux|photon|wolfi-base|os-shell|bitnami-shell|minideb|perl|golang|httpd|k8s-wait-for)$/;

interface Version {
  readonly name: string;
  readonly tag: string;
  /** What is not its version: of another component of one repository the version says nothing. */
  readonly shape: string;
  readonly version: string;
}

function versionOf(image = ''): Version | undefined {
  const { name, tag = '', digest = '' } = splitImage(image);
  const found = tagVersion(tag);
  if (found !== undefined) return { name, tag, shape: `${found.prefix}#${found.rest}`, version: found.version };
  return digest === '' ? undefined : { name, tag: digest.slice(0, SHOWN), shape: tag, version: digest };
}

/** As many characters of a digest as people compare. */
const SHOWN = 19;
