// One drawing of a public page for all who ask within a moment: while something is broken, everybody looks at the
// status page at once, and drawing it takes a core some twenty milliseconds. A copy goes out with the nonce of
// whoever gets it, so that no two answers share one.

/** The answer to an ordinary request for the page. */
export interface Drawn {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

export interface CopyRules {
  /** Null where it cannot be had. */
  draw: (key: string) => Promise<Drawn | null>
  /** What was shown changes with it: a copy of another version is not given out. */
  version: () => unknown
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
  /** How old a copy may be. */
  freshMs: number
}

/** What comes with the document; the others a response has of its own. */
const KEPT_HEADERS = ['content-type', 'cache-control', 'link', 'vary']

interface Copy {
  /** The document, and each header's value, around its nonces. */
  pieces: readonly string[]
  headers: readonly (readonly [name: string, pieces: readonly string[]])[]
  version: unknown
  at: number
}

export interface PageCopies {
  /** The page with this nonce in it; null: there is none to give, draw the page as ever. */
  find: (key: string, nonce: string) => Promise<{ body: string; headers: [string, string][] } | null>
}

/** Keeps copies of the few pages that it is asked for (keys are the caller's choice, not the reader's). */
export function pageCopies({ draw, version, clock, freshMs }: CopyRules): PageCopies {
  const kept = new Map<string, Copy>()
  const drawing = new Map<string, Promise<Copy | null>>()

  const drawCopy = async (key: string): Promise<Copy | null> => {
    // Of before: what changes while it is drawn may or may not be in it.
    const before = { version: version(), at: clock() }
    const drawn = await draw(key).catch(() => null)
    const nonce = drawn?.status === 200 ? nonceOf(drawn) : null
    if (!drawn || nonce === null) {
      kept.delete(key)
      return null
    }
    const headers = KEPT_HEADERS.flatMap((name) => {
      const value = drawn.headers[name]
      return typeof value === 'string' ? [[name, value.split(nonce)] as const] : []
    })
    const copy = { ...before, headers, pieces: drawn.body.split(nonce) }
    kept.set(key, copy)
    return copy
  }

  return {
    find: async (key, nonce) => {
      const copy = kept.get(key)
      if (copy && copy.version === version() && clock() - copy.at < freshMs) return withNonce(copy, nonce)
      let work = drawing.get(key)
      if (!work) {
        work = drawCopy(key).finally(() => drawing.delete(key))
        drawing.set(key, work)
      }
      const made = await work
      return made && withNonce(made, nonce)
    },
  }
}

function withNonce({ pieces, headers }: Copy, nonce: string): { body: string; headers: [string, string][] } {
  return { body: pieces.join(nonce), headers: headers.map(([name, value]) => [name, value.join(nonce)]) }
}

function nonceOf({ headers }: Drawn): string | null {
  return /'nonce-([^']+)'/.exec(String(headers['content-security-policy'] ?? ''))?.[1] ?? null
}
