import { createHash } from 'node:crypto'

/**
 * sha256 (hex) of the canonical JSON of a scorecard's inputs: keys sorted, no spaces. Equal inputs
 * have equal hashes also after a trip through jsonb, which reorders keys and respells numbers but
 * keeps their values.
 */
export function hashInputs(inputs: object): string {
  return createHash('sha256').update(canonicalJson(inputs)).digest('hex')
}

/** JSON with sorted keys and without spaces; keys whose value is undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`
}
