import type { Manifest } from './manifest.ts';

/** The name and the namespace of an object; empty where they depend on values that nobody knows. */
export function certainName({ namespace, name, fillings }: Manifest): Pick<Manifest, 'namespace' | 'name'> {
  const isSame = (part: 'namespace' | 'name', value: string): boolean => fillings.every((each) => each[part] === value);
  return {
    namespace: isSame('namespace', namespace) ? namespace : '',
    name: isSame('name', name) ? name : '',
  };
}
