import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { imageFault, isPlaceholder, isPullable, repositoryOf, splitImage } from '../../src/facts/image-name.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test('a port of the registry is not a tag', () => {
  assert.equal(splitImage('localhost:5000/a/b'), { name: 'localhost:5000/a/b', tag: undefined, digest: undefined });
  assert.equal(splitImage(`localhost:5000/a:1@${DIGEST}`), { name: 'localhost:5000/a', tag: '1', digest: DIGEST });
});

test('names of Docker Hub in their long form', () => {
  const cases: Readonly<Record<string, string>> = {
    nginx: 'docker.io/library/nginx',
    'grafana/agent': 'docker.io/grafana/agent',
    'docker.io/nginx': 'docker.io/library/nginx',
    'index.docker.io/grafana/agent': 'docker.io/grafana/agent',
    'quay.io/a/b': 'quay.io/a/b',
    'localhost/a': 'localhost/a',
    'host:5000/a': 'host:5000/a',
  };
  for (const [name, expected] of Object.entries(cases)) assert.is(repositoryOf(name), expected);
});

test('why the kubelet refuses a name', () => {
  const cases: readonly (readonly [image: string, reason: RegExp | undefined])[] = [
    ['nginx:1.27', undefined],
    ['nginx :1', /white space/],
    ['https://example.com/a', /has no scheme/],
    ['nginx@sha256:abc', /not a digest/],
    ['nginx:', /tag after the colon is missing/],
    ['nginx:1+2', /not a valid tag/],
    ['example.com/Agent:1', /lowercase/],
    ['a//b', /not a valid repository name/],
  ];
  for (const [image, reason] of cases) {
    const fault = imageFault(image);
    if (reason === undefined) assert.is(fault, undefined, image);
    else assert.match(fault ?? '', reason, image);
  }
});

test('a placeholder is told from a name that looks like one', () => {
  for (const image of [
    'IMAGE',
    '${IMAGE}:1',
    'a:{{ tag }}',
    '<registry>/agent',
    'your-registry/agent:1',
    'a:tag',
    'CHANGE_ME',
    'example.com/a:@VERSION@',
    '{IMG}',
    '((image))',
    'example.com/a:((tag))',
    'example.com/a:{TAG}',
  ])
    assert.ok(isPlaceholder(image), image);
  for (const image of ['my-image:1', 'image-builder:2', 'example.com/todo-app:1', 'a:tagged', 'nginx'])
    assert.not(isPlaceholder(image), image);
  assert.ok(isPullable('my-image:1'));
  assert.not(isPullable('${IMAGE}:1'));
});

test.run();
