import { createHash } from 'node:crypto'

const HEX_VALUE = new Int8Array(128).fill(-1)
for (let value = 0; value < 16; value++) {
  HEX_VALUE['0123456789abcdef'.charCodeAt(value)] = value
  HEX_VALUE['0123456789ABCDEF'.charCodeAt(value)] = value
}

/**
 * Writes the 16 bytes of a UUID in its usual 36-character form to target; false when it is none
 * (target is then partly overwritten).
 */
export function writeUuid(target: Uint8Array, offset: number, uuid: string): boolean {
  if (uuid.length !== 36) return false
  let wrong = 0
  for (let byte = 0, at = 0; byte < 16; byte++, at += 2) {
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (uuid.charCodeAt(at) !== 45) return false
      at++
    }
    const high = HEX_VALUE[uuid.charCodeAt(at)] ?? -1
    const low = HEX_VALUE[uuid.charCodeAt(at + 1)] ?? -1
    wrong |= high | low
    target[offset + byte] = (high << 4) | low
  }
  return wrong >= 0
}

/**
 * Writes the stored identity of a call: the sender's id itself when the platform sent a UUID,
 * otherwise a UUID (version 8) made of the moment and a hash of sender and id. So "42" of one
 * organization is never taken for "42" of another, nobody can claim another's id in advance, and
 * the index still grows at its end.
 * @param namespace empty for the platform, else what keeps this sender's ids apart
 */
export function writeRowId(target: Uint8Array, offset: number, namespace: string, id: string, occurredAtMs: number): void {
  if (namespace === '' && writeUuid(target, offset, id)) return
  const digest = createHash('sha256').update(`${namespace}\n${id}`).digest()
  for (let byte = 0; byte < 16; byte++) target[offset + byte] = digest[byte] ?? 0
  const high = Math.floor(occurredAtMs / 2 ** 16)
  target[offset] = high >>> 24
  target[offset + 1] = (high >>> 16) & 0xff
  target[offset + 2] = (high >>> 8) & 0xff
  target[offset + 3] = high & 0xff
  target[offset + 4] = (occurredAtMs / 256) & 0xff
  target[offset + 5] = occurredAtMs & 0xff
  target[offset + 6] = 0x80 | ((digest[6] ?? 0) & 0x0f)
  target[offset + 8] = 0x80 | ((digest[8] ?? 0) & 0x3f)
}

/** The bytes of a UUID that came from the database. */
export function uuidBytes(uuid: string): Uint8Array {
  const bytes = new Uint8Array(16)
  if (!writeUuid(bytes, 0, uuid)) throw new Error(`not a UUID: ${uuid}`)
  return bytes
}
