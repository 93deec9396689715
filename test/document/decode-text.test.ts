import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { YamlFault } from '../../src/kubernetes/yaml/parse.ts';
import { decodeText } from '../../src/document/decode-text.ts';
import { lineStarts, positionAt } from '../../src/document/source.ts';

const decoding = suite('decoding');
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** Each fault as Go words it, with its place. */
function faults(content: Uint8Array): string[] {
  const { text, invalid } = decodeText(content);
  const found: YamlFault[] = [];
  for (let fault = invalid?.first; fault !== undefined; fault = invalid?.firstIn(fault.span.end, Infinity))
    found.push(fault);
  return found.map(({ message, span }) => {
    const { line, column } = positionAt(lineStarts(text), span.start);
    return `${line}:${column} ${message}`;
  });
}

decoding('UTF-8 is taken as it is, its byte order mark left out', () => {
  for (const text of ['', 'a: 1\n', 'a: "日本😀"\r\n', 'a\u0000b'])
    assert.equal(decodeText(Buffer.from(text)), { text }, JSON.stringify(text));
  assert.equal(decodeText(Buffer.from('\ufeffa: 1\n---\n\ufeffb: 2\n')), { text: 'a: 1\n---\n\ufeffb: 2\n' });
  assert.equal(decodeText(Buffer.from('\ufeff')), { text: '' });
});

decoding('UTF-16 is read by its byte order mark', () => {
  const little = Buffer.from('\ufeffa: 日\n', 'utf16le');
  assert.equal(decodeText(Buffer.from(little).swap16()), { text: 'a: 日\n' });
  const { text, fault, unportable } = decodeText(little);
  assert.is(text, 'a: 日\n');
  assert.is(fault, undefined);
  assert.is(unportable?.message, 'yaml: incomplete UTF-16 character');
  assert.match(unportable?.explanation ?? '', 'save it as UTF-8');
});

decoding('UTF-16 without a mark, and half a character at its end', () => {
  for (const content of [Buffer.from('a: 1\n', 'utf16le'), Buffer.from('a: 1\n', 'utf16le').swap16()]) {
    const { text, fault } = decodeText(content);
    assert.is(text, 'a: 1\n');
    assert.is(fault?.message, 'yaml: control characters are not allowed');
  }
  assert.is(decodeText(bytes([0xff, 0xfe], 'a\u0000', [0x62])).text, 'a');
});

decoding('UTF-32 is not read, and its text is shown', () => {
  const points = Array.from('\ufeffa: 日😀', (each) => each.codePointAt(0) ?? 0).concat(0xd800, 0xffffffff);
  for (const little of [true, false]) {
    const content = Buffer.alloc(points.length * 4 + 1);
    points.forEach((point, index) =>
      little ? content.writeUInt32LE(point, index * 4) : content.writeUInt32BE(point, index * 4),
    );
    const { text, fault } = decodeText(content);
    assert.is(text, 'a: 日😀\ud800\ufffd');
    assert.is(fault?.message, 'yaml: control characters are not allowed');
    assert.match(fault?.explanation ?? '', 'UTF-32');
  }
});

decoding('bytes that are not UTF-8 are faulty where they are, in the words of the server', () => {
  assert.equal(faults(bytes('a: 1\nb: caf', [0xe9], '\nc: ', [0x80], 'x')), [
    '2:7 yaml: invalid trailing UTF-8 octet',
    '3:4 yaml: invalid leading UTF-8 octet',
  ]);
  assert.equal(faults(bytes('日😀: ', [0xc0, 0x80])), [
    '1:6 yaml: invalid length of a UTF-8 sequence',
    '1:7 yaml: invalid leading UTF-8 octet',
  ]);
  assert.equal(faults(bytes([0xed, 0xa0, 0x80]))[0], '1:1 yaml: invalid Unicode character');
  assert.equal(faults(bytes([0xf4, 0x90, 0x80, 0x80]))[0], '1:1 yaml: invalid Unicode character');
  assert.equal(faults(bytes('x', [0xe2, 0x82])), [
    '1:2 yaml: incomplete UTF-8 octet sequence',
    '1:3 yaml: invalid leading UTF-8 octet',
  ]);
  assert.is(decodeText(bytes('b: caf', [0xe9], '\n')).text, 'b: caf\ufffd\n');
  assert.match(decodeText(bytes([0xe9])).invalid?.first?.explanation ?? '', /^byte 0xE9 /);
});

decoding.run();
