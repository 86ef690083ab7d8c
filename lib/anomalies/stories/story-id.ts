import { createHash } from 'node:crypto'

/** The id of the story that is made for an event, or of the platform story that is made for a story: made twice it is the same row. */
export function storyIdOf(kind: 'story' | 'platform', firstId: string): string {
  const digest = createHash('sha256').update(`pulsegrid ${kind} ${firstId}`).digest()
  // RFC 9562, version 8: whatever the application likes.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  const hex = digest.subarray(0, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
