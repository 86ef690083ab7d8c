import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuidBytes, writeRowId, writeUuid } from './row-id'

const at = Date.UTC(2026, 0, 5, 12, 30)
const rowId = (namespace: string, id: string, occurredAtMs = at) => {
  const bytes = Buffer.alloc(16)
  writeRowId(bytes, 0, namespace, id, occurredAtMs)
  return bytes.toString('hex')
}

describe('writeRowId', () => {
  it('keeps a UUID of the platform, in either case', () => {
    const id = '0193d3c2-4b6e-7abc-8def-0123456789ab'
    expect(rowId('', id)).toBe(id.replaceAll('-', ''))
    expect(rowId('', id.toUpperCase())).toBe(id.replaceAll('-', ''))
  })

  it('begins with the moment otherwise, as a UUID of version 8', () => {
    const made = rowId('', 'order-7')
    expect(Number.parseInt(made.slice(0, 12), 16)).toBe(at)
    expect(made[12]).toBe('8')
    expect('89ab').toContain(made[16])
    expect(rowId('', 'order-7')).toBe(made)
  })

  it('keeps senders, ids and moments apart', () => {
    const uuid = '0193d3c2-4b6e-7abc-8def-0123456789ab'
    const made = [rowId('', 'a'), rowId('org', 'a'), rowId('other', 'a'), rowId('', 'b'), rowId('', 'a', at + 1), rowId('org', uuid), rowId('', uuid)]
    expect(new Set(made).size).toBe(made.length)
  })
})

describe('writeUuid', () => {
  it('reads every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(Buffer.from(uuidBytes(id)).toString('hex')).toBe(id.replaceAll('-', ''))
      }),
    )
  })

  it.each(['', 'x', '0193d3c2-4b6e-7abc-8def-0123456789ag', '0193d3c24b6e-7abc-8def-0123456789ab-', '0193d3c2-4b6e-7abc-8def-0123456789é0'])(
    'refuses "%s"',
    (id) => {
      expect(writeUuid(new Uint8Array(16), 0, id)).toBe(false)
    },
  )
})
