import { describe, expect, it } from 'vitest'
import { createOutlet } from './outlet'

const bytes = (length: number) => new Uint8Array(length)

function open(limit: number) {
  let ends = 0
  const outlet = createOutlet(() => {
    ends++
  }, limit)
  return { outlet, reader: outlet.body.getReader(), ends: () => ends }
}

describe('an outlet', () => {
  it('hands on what is written, in order, then ends', async () => {
    const { outlet, reader, ends } = open(10)
    expect(outlet.write(bytes(3))).toBe(true)
    expect(outlet.write(bytes(4))).toBe(true)
    outlet.end()
    expect((await reader.read()).value).toHaveLength(3)
    expect((await reader.read()).value).toHaveLength(4)
    expect((await reader.read()).done).toBe(true)
    expect(ends()).toBe(1)
    expect(outlet.write(bytes(1))).toBe(false)
  })

  it('takes exactly its limit; one byte more cuts the reader off and forgets what waited', async () => {
    const { outlet, reader, ends } = open(10)
    expect(outlet.room()).toBe(10)
    expect(outlet.write(bytes(10))).toBe(true)
    expect(outlet.room()).toBe(0)
    expect(outlet.write(bytes(1))).toBe(false)
    expect(outlet.room()).toBe(0)
    expect(ends()).toBe(1)
    await expect(reader.read()).rejects.toThrow('too slow')
    outlet.end()
    expect(ends()).toBe(1)
  })

  it('says when the reader has taken everything', async () => {
    const { outlet, reader } = open(10)
    await outlet.drained()
    outlet.write(bytes(10))
    let drained = false
    const waiting = outlet.drained().then(() => {
      drained = true
    })
    await Promise.resolve()
    expect(drained).toBe(false)
    await reader.read()
    await waiting
    expect(outlet.write(bytes(10))).toBe(true)
  })

  it('lets nobody wait for a reader who left', async () => {
    const { outlet, reader, ends } = open(10)
    outlet.write(bytes(10))
    const waiting = outlet.drained()
    await reader.cancel()
    await waiting
    expect(ends()).toBe(1)
  })
})
