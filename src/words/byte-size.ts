const UNITS = ['bytes', 'KiB', 'MiB', 'GiB'];

/** `512 bytes`, `64 MiB`, `1.5 GiB`. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${String(Math.round(size * 10) / 10)} ${UNITS[unit] ?? ''}`;
}
