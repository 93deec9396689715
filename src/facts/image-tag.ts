/** What the tag of an image says of its version. */

/** Names of a system, a processor or a build, which are no version. */
const FLAVOUR =
  /^(?:alpine|slim|debian|ubuntu|bookworm|bullseye|buster|trixie|jammy|focal|noble|bionic|stretch|ubi|distroless|scratch|debug|nonroot|root|rootless|static|musl|glibc|linux|windows|amd64|arm64|arm|arm32|armhf|armv|x86_64|ppc64le|s390x|jre|jdk|fpm|perl|otel|centos|rhel|el|rocky|wolfi|minimal|full|lite|core|base|ltsc|servercore|nanoserver|photon|fips|unprivileged)[\d.]*(?:v\d)?$/i;

/** Whether parts of a tag, each with its dash, name nothing but flavours. */
export function areFlavours(rest: string): boolean {
  return (
    rest === '' ||
    (/^[-_.]/.test(rest) &&
      rest
        .slice(1)
        .split(/[-_]/)
        .every((part) => FLAVOUR.test(part)))
  );
}

/** A version in a tag. */
export interface TagVersion {
  /** What is before it, without the `v`: the name of a part of the image, or nothing. */
  readonly prefix: string;
  readonly version: string;
  /** What is behind it and is no flavour. */
  readonly rest: string;
}

const DOTTED = /\d+(?:\.\d+)+(?:[-.]?(?:rc|alpha|beta|pre|dev|eksbuild|build|r|p)[-.]?\d+)?/;
const DATE = /(?:19|20)\d\d-?\d\d-?\d\d(?:[-T.]?\d{2,6})?/;
const HASH = /(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}/;
const NUMBER = /\d+/;
const FORMS = [DOTTED, DATE, HASH, NUMBER].map(
  ({ source }) => new RegExp(`(?<![0-9A-Za-z])v?(${source})(?![0-9A-Za-z])`),
);

/** The first version in a tag: with dots, a date, a commit, a number; undefined for a mere name. */
export function tagVersion(tag: string): TagVersion | undefined {
  for (const form of FORMS) {
    const found = form.exec(tag);
    if (found === null) continue;
    const [whole, version = ''] = found;
    const rest = tag.slice(found.index + whole.length);
    return { prefix: tag.slice(0, found.index), version, rest: areFlavours(rest) ? '' : rest };
  }
  return undefined;
}
