import { isUtf8 } from 'node:buffer'

/** One line: its parsed value, or why it could not be read. */
export type Line = { value: unknown } | { problem: string }

/** The lines of a body that are not blank, in order. */
export interface Lines {
  count: number
  /** Parses line `index`; call it once a line. */
  parse: (index: number) => Line
  /** True when no text in the body can hold NUL or broken Unicode: nothing is escaped with \u. */
  plain: boolean
}

/**
 * Splits newline-delimited JSON. Blank lines are skipped and not counted; \r\n is taken as well.
 * Bytes that are not UTF-8 spoil their own line only.
 * @param maxLines reading stops after one line more than this, so that a body of newlines costs nothing
 */
export function splitLines(body: Buffer, maxLines: number): Lines {
  const sound = isUtf8(body)
  const whole = body.toString(sound ? 'utf8' : 'latin1')
  const lines: string[] = []
  for (let from = 0; from < whole.length && lines.length <= maxLines; ) {
    const end = whole.indexOf('\n', from)
    const to = end === -1 ? whole.length : end
    if (!isBlank(whole, from, to)) lines.push(whole.slice(from, to))
    from = to + 1
  }
  return {
    count: lines.length,
    parse: (index) => parseLine(lines[index] ?? '', sound),
    plain: sound && !whole.includes('\\u'),
  }
}

function parseLine(line: string, sound: boolean): Line {
  let text = line
  if (!sound) {
    // Read as Latin-1, so that a broken line does not hide where the next one begins.
    const bytes = Buffer.from(line, 'latin1')
    if (!isUtf8(bytes)) return { problem: 'The line is not valid UTF-8.' }
    text = bytes.toString('utf8')
  }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'The line is not valid JSON.' }
  }
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 9 && code !== 13) return false
  }
  return true
}
