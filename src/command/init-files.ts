/** The texts that `daemonlint init` writes. */

export const HOOK = (homepage: string, version: string): string => `repos:
  - repo: ${homepage}
    rev: v${version}
    hooks:
      - id: daemonlint
`;

export const GITHUB = (homepage: string, version: string): string => `name: daemonlint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  daemonlint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: ${homepage.replace('https://github.com/', '')}@v${version}
        with:
          sarif-file: daemonlint.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with:
          sarif_file: daemonlint.sarif
          category: daemonlint
`;

export const GITLAB = (version: string): string => `daemonlint:
  image: node:22
  script:
    - npm install --global daemonlint@${version}
    - daemonlint --format text --format gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;

const MATCHER = {
  owner: 'daemonlint',
  source: 'daemonlint',
  fileLocation: ['relative', '${workspaceFolder}'],
  pattern: {
    regexp: '^(.+?):(\\d+):(\\d+): (error|warning|note): (.*) \\[([a-z0-9-]+)\\]$',
    file: 1,
    line: 2,
    column: 3,
    severity: 4,
    message: 5,
    code: 6,
  },
};

export const VSCODE =
  JSON.stringify(
    {
      version: '2.0.0',
      tasks: [
        {
          label: 'daemonlint: check',
          type: 'shell',
          command: 'daemonlint --notes',
          problemMatcher: MATCHER,
          presentation: { reveal: 'never' },
        },
        {
          label: 'daemonlint: watch',
          type: 'shell',
          command: 'daemonlint --notes --watch',
          isBackground: true,
          problemMatcher: {
            ...MATCHER,
            background: {
              activeOnStart: true,
              beginsPattern: '^\\[daemonlint\\] checking',
              endsPattern: '^\\[daemonlint\\] done',
            },
          },
          presentation: { reveal: 'never' },
        },
      ],
    },
    undefined,
    2,
  ) + '\n';

export const CONFIG = `# The rules in force: recommended speaks only where something is wrong or dangerous; strict adds house policy.
preset: recommended

# The minor whose API server decides, or a range that has to be accepted throughout: "1.33..1.36".
kubernetes: "1.36"

# From which severity on the exit code is 1: error, warning, note or never.
failOn: warning

# What the numbers in messages are computed with.
# fleet:
#   nodes: 250
#   readySeconds: 20
#   terminationSeconds: 30

rules:
  change-cause-missing: note
`;
