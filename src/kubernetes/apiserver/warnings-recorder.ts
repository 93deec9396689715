/** Which warnings reach the client. Source: apiserver pkg/endpoints/filters/warning.go, apimachinery NewWarningHeader. */

const MAX_TOTAL_RUNES = 4096;
const MAX_RUNES = 256;
// A header with one of these characters is invalid, and the recorder skips it.
const CONTROL = /\p{Cc}/u;

/**
 * The recorded texts that are sent, in order: each once, and truncated if all of them would be too long. No more are
 * asked for than that.
 */
export function sentWarnings(recorded: Iterable<string>): string[] {
  const seen = new Set<string>();
  let sent: string[] = [];
  let total = 0;
  let cutting = false;
  for (const text of recorded) {
    if (cutting && total >= MAX_TOTAL_RUNES) break;
    if (seen.has(text)) continue;
    seen.add(text);
    const kept = cutting ? cut(text) : text;
    if (!isSendable(kept)) continue;
    if (cutting || total + runeCount(kept) <= MAX_TOTAL_RUNES) {
      sent.push(kept);
      total += runeCount(kept);
    } else {
      cutting = true;
      sent = [...seen].map(cut).filter(isSendable);
      total = sent.reduce((sum, again) => sum + runeCount(again), 0);
    }
  }
  return sent;
}

function isSendable(text: string): boolean {
  return text !== '' && !CONTROL.test(text);
}

function cut(text: string): string {
  return text.length <= MAX_RUNES ? text : Array.from(text).slice(0, MAX_RUNES).join('');
}

function runeCount(text: string): number {
  return Array.from(text).length;
}
