/** A segment that is longer than any of our own says nothing that a label should carry. */
const MAX_SEGMENT = 40
/** Deeper paths than this are cut; what follows is `:rest`. */
const MAX_SEGMENTS = 12

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const NUMBER = /^[-+]?\d+(?:[.,]\d+)*$/
const ULID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i
const HEX = /^(?:0x)?[0-9a-f]{16,}$/i
const EMAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/
// Nanoids (21 characters by default), base64url ids and the like: 16 or more without a break, in which letters
// and digits, or capitals and small letters, are mixed. Words joined by hyphens are no ids, nor is camelCase.
const RANDOM = /^(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{16,}$/i

/**
 * A route as a label: without query, ids and addresses, so that it takes few values. UUIDs, numbers, ULIDs,
 * nanoids and hexadecimal of 16 or more become `:id`, e-mail addresses `:email`; templates (`:toolId`, `[toolId]`,
 * `{toolId}`, `*`) stay. Idempotent; at most MAX_SEGMENTS segments of MAX_SEGMENT characters.
 */
export function normaliseRoute(route: string): string {
  const [path = ''] = route.split(/[?#]/, 1)
  const segments = path.split('/').filter((segment) => segment !== '')
  const kept = segments.slice(0, MAX_SEGMENTS).map(normaliseSegment)
  if (segments.length > MAX_SEGMENTS) kept[MAX_SEGMENTS - 1] = ':rest'
  return `/${kept.join('/')}`
}

function normaliseSegment(sent: string): string {
  const segment = decoded(sent)
  if (/^(?::[a-z]\w{0,30}|\[[.\w]{1,30}\]|\{[.\w]{1,30}\}|\*{1,2})$/i.test(segment)) return segment
  if (segment.includes('@')) return EMAIL.test(segment) ? ':email' : ':id'
  if (UUID.test(segment) || NUMBER.test(segment) || ULID.test(segment) || HEX.test(segment) || isRandom(segment)) return ':id'
  // What no route of ours or of others is made of: encoded text, control characters, endless names.
  if (segment.length > MAX_SEGMENT || !/^[\w.~:!$&'()*+,;=-]+$/.test(segment)) return ':id'
  return segment
}

/** Digits among letters, at several places: `geocode-v2` and `2026-review` are names, `V1StGXR8_Z5jdHi6B-myT` is none. */
function isRandom(segment: string): boolean {
  if (RANDOM.test(segment)) {
    const changes = segment.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0
    if (changes >= 3) return true
  }
  // Capitals and small letters without order, as in base64: more changes than words in camelCase have.
  return segment.length >= 16 && /^[\w-]+$/.test(segment) && (segment.match(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g)?.length ?? 0) >= segment.length / 4
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
