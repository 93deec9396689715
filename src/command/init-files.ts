/** The texts that `daemonlint init` writes. */

import { NEWEST } from '../kubernetes/api/release.ts';
import { vscodeMatcher, vscodeWatchMatcher } from '../format/problem-matcher.ts';
import { schemaUrl } from '../version.ts';

export const HOOK = (homepage: string, version: string): string => `repos:
  - repo: ${homepage}
    rev: v${version}
    hooks:
      # daemonlint-staged reports only what a commit introduces; daemonlint-fix also applies safe fixes.
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
          # since needs the git history.
          fetch-depth: 0
      - uses: ${homepage.replace('https://github.com/', '')}@v${version}
        with:
          # A pull request: new findings only. A push: all findings.
          since: \${{ github.event.pull_request.base.sha }}
          sarif-file: daemonlint.sarif
      # Code scanning closes findings that are not listed, so upload only complete lists.
      - uses: github/codeql-action/upload-sarif@v3
        if: \${{ !cancelled() && github.event_name == 'push' }}
        with:
          sarif_file: daemonlint.sarif
          category: daemonlint
`;

export const GITLAB = (version: string): string => `daemonlint:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    # --since needs the git history.
    GIT_DEPTH: '0'
  script:
    - npm install --global daemonlint@${version}
    # GitLab compares complete lists; the job fails only for new findings of a merge request.
    - daemonlint --fail-on never --quiet --format gitlab=gl-code-quality-report.json
    - daemonlint \${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;

export const VSCODE =
  JSON.stringify(
    {
      version: '2.0.0',
      tasks: [
        {
          label: 'daemonlint: check',
          type: 'shell',
          command: 'daemonlint --notes',
          problemMatcher: vscodeMatcher(),
          presentation: { reveal: 'never' },
        },
        {
          label: 'daemonlint: watch',
          type: 'shell',
          command: 'daemonlint --notes --watch',
          isBackground: true,
          problemMatcher: vscodeWatchMatcher(),
          presentation: { reveal: 'never' },
        },
      ],
    },
    undefined,
    2,
  ) + '\n';

export const CONFIG = (version: string): string => `# yaml-language-server: $schema=${schemaUrl(`v${version}`)}
# The enabled rules: recommended reports only errors and hazards; strict adds best practices.
preset: recommended

# The Kubernetes minor to check against, or a range in which every minor has to accept it: "1.33..1.${NEWEST}".
kubernetes: "1.${NEWEST}"

# The lowest severity with exit code 1: error, warning, note or never.
failOn: warning

# The fleet, for the numbers in messages.
# fleet:
#   nodes: 250
#   readySeconds: 20
#   terminationSeconds: 30

rules:
  change-cause-missing: note
`;
