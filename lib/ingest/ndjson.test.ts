import { describe, expect, it } from 'vitest'
import { splitLines } from './ndjson'

const read = (body: string | Buffer, max = 100) => {
  const lines = splitLines(Buffer.from(body), max)
  return Array.from({ length: lines.count }, (_, i) => {
    const line = lines.parse(i)
    return 'problem' in line ? 'problem' : line.value
  })
}

describe('splitLines', () => {
  it.each<[string, string | Buffer, unknown[]]>([
    ['nothing', '', []],
    ['blank lines', '\n \r\n\t\n', []],
    ['one line without an end', '{"a":1}', [{ a: 1 }]],
    ['lines with either end', '1\r\n2\n\n3\n', [1, 2, 3]],
    ['a broken line between good ones', '1\n{"a":\n3', [1, 'problem', 3]],
    ['a value over two lines is two broken lines', '{"a":[1\n2]}', ['problem', 'problem']],
    ['text beyond ASCII', '"zoë ♥"\n"ok"', ['zoë ♥', 'ok']],
    ['a line that is not UTF-8', Buffer.concat([Buffer.from('"ë"\n"'), Buffer.from([0xc3]), Buffer.from('"\n"ö"')]), ['ë', 'problem', 'ö']],
  ])('%s', (_name, body, values) => {
    expect(read(body)).toEqual(values)
  })

  it('stops after one line more than allowed', () => {
    expect(splitLines(Buffer.from('1\n'.repeat(50)), 10).count).toBe(11)
  })

  it('calls a body plain when nothing in it is escaped or broken', () => {
    expect(splitLines(Buffer.from('"ë"'), 1).plain).toBe(true)
    expect(splitLines(Buffer.from('"\\u0000"'), 1).plain).toBe(false)
    expect(splitLines(Buffer.from([0x22, 0xff, 0x22]), 1).plain).toBe(false)
  })
})
