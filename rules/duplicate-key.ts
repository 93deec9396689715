import { apiPath } from '../src/kubernetes/yaml/node.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'duplicate-key',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A key is written twice in one map',
  why: `kubectl converts YAML to JSON before it sends it, and keeps the last value of a duplicate key. It prints no
error, not even with \`--validate=strict\`. If the same file is sent to the API server as YAML, it is refused with \`key
"x" already set in map\`. No tool can know which of the two values was meant: a second \`env:\` or \`tolerations:\`
silently discards the first one. A merge key (\`<<\`) that overrides a key counts too.`,
  fix: 'Keep one of the two, or combine their contents under one key.',
  since: '0.1.0',
  references: [
    {
      title: 'Field validation',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    },
  ],
  *check(manifest) {
    for (const duplicate of manifest.duplicates) {
      const keys = duplicate.merged ? 'with the merge, the key' : 'the key';
      yield {
        at: duplicate.path,
        part: 'key',
        span: duplicate.keySpan,
        message: `${keys} ${duplicate.key} is written twice in this map: kubectl silently keeps only the last value, and the API server in strict mode refuses the file; keep one`,
        related: [
          {
            place: { source: manifest.source, span: duplicate.firstSpan },
            message: `${duplicate.key} is written here first`,
          },
        ],
        server: {
          reason: 'BadRequest',
          field: apiPath(duplicate.path),
          message: `line ${duplicate.line}: key ${duplicate.shown} already set in map`,
        },
      };
    }
  },
});
