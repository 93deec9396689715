import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateDtsBundle } from 'dts-bundle-generator';

const OBJECTS = readFileSync('src/kubernetes/api/objects.ts', 'utf8');

/**
 * Writes the types of each entry of the library to one file, for `import` (.d.mts) and for `require` (.d.cts): whoever
 * compiles against it needs no other package, and meets no inner module.
 */
export function writeTypes(entries: Readonly<Record<string, string>>): void {
  const bundles = generateDtsBundle(
    Object.values(entries).map((filePath) => ({
      filePath,
      libraries: { inlinedLibraries: ['kubernetes-types'] },
      output: { noBanner: true, exportReferencedTypes: false },
    })),
    { preferredConfigPath: 'tsconfig.json' },
  );
  mkdirSync('dist', { recursive: true });
  for (const [i, name] of Object.keys(entries).entries()) {
    const text = withLaterFields(bundles[i] ?? '');
    for (const extension of ['.d.mts', '.d.cts']) writeFileSync(`dist/${name}${extension}`, text);
  }
}

/** The fields that src/kubernetes/api/objects.ts adds to `kubernetes-types` belong to the types that are now in `text`. */
function withLaterFields(text: string): string {
  const [, added = ''] = /^declare module '[^']*' \{\n([^]*?)^\}\n/m.exec(OBJECTS) ?? [];
  const interfaces = added.split(/^(?= {2}interface )/m).filter((part) => part.trim() !== '');
  if (interfaces.length === 0) throw new Error('objects.ts adds no fields to kubernetes-types');
  const merged = interfaces.flatMap((part) => {
    const [, name = ''] = /interface (\w+)/.exec(part) ?? [];
    const declared = new RegExp(`^(export )?(?:declare )?interface ${name} `, 'm').exec(text);
    return declared === null ? [] : [`${declared[1] ?? ''}${part.trimStart()}`];
  });
  return text.replace(/^export \{\};\n/m, `${merged.join('')}\nexport {};\n`);
}
