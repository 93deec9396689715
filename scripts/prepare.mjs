// Builds dist/. A global install from git, which is how pre-commit installs, comes here without devDependencies
// (https://github.com/npm/cli/issues/8440: npm hands --global down); they are installed first then.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, execPath } from 'node:process';

const npm = (...args) =>
  execFileSync(execPath, [env.npm_execpath, ...args], {
    stdio: 'inherit',
    env: { ...env, npm_config_global: 'false' },
  });

if (!existsSync('node_modules/esbuild')) npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
// Nobody compiles against a global install, and the types are half of the build.
npm('run', 'build', ...(env.npm_config_global === 'true' ? ['--', '--no-types'] : []));
