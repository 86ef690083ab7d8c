import { describe, expect, it } from 'vitest'
import { pageCopies } from './page-copies'

const FRESH_MS = 5_000

/** A page that says how often it was drawn; each drawing waits for `release`, if that is set. */
function setUp() {
  const state = { drawn: 0, at: 0, version: 1, status: 200, nonce: true, release: null as Promise<void> | null }
  const copies = pageCopies({
    draw: async (key) => {
      state.drawn++
      const nonce = `own${state.drawn}`
      const body = `<script nonce="${nonce}">${key} ${state.drawn}</script><style nonce="${nonce}"></style>`
      await state.release
      const policy = state.nonce ? { 'content-security-policy': `script-src 'self' 'nonce-${nonce}'` } : {}
      return { status: state.status, body, headers: { ...policy, link: `</a.css>; nonce="${nonce}"`, 'content-type': 'text/html', 'set-cookie': 'a=b' } }
    },
    version: () => state.version,
    clock: () => state.at,
    freshMs: FRESH_MS,
  })
  return { state, copies }
}

describe('copies of a page', () => {
  it('carry the nonce of whoever gets them, everywhere, and of nobody else', async () => {
    const { state, copies } = setUp()
    for (const nonce of ['first', 'second']) {
      expect(await copies.find('/status', nonce)).toEqual({
        body: `<script nonce="${nonce}">/status 1</script><style nonce="${nonce}"></style>`,
        headers: [
          ['content-type', 'text/html'],
          ['link', `</a.css>; nonce="${nonce}"`],
        ],
      })
    }
    expect(state.drawn).toBe(1)
  })

  it.each([
    ['just before its time', FRESH_MS - 1, 1, 1],
    ['at its time', FRESH_MS, 1, 2],
    ['at once, when what it shows has changed', 0, 2, 2],
  ])('are drawn again %s', async (_, at, version, drawn) => {
    const { state, copies } = setUp()
    await copies.find('/status', 'a')
    Object.assign(state, { at, version })
    await copies.find('/status', 'b')
    expect(state.drawn).toBe(drawn)
  })

  it('are drawn once for all who wait, each page for itself', async () => {
    const { state, copies } = setUp()
    let release = () => {}
    state.release = new Promise((resolve) => {
      release = resolve
    })
    const asked = [...Array.from({ length: 20 }, (_, i) => copies.find('/status', `n${i}`)), copies.find('/status dark', 'dark')]
    release()
    expect(new Set((await Promise.all(asked)).map((copy) => copy?.body)).size).toBe(21)
    expect(state.drawn).toBe(2)
  })

  it('that changed while they were drawn are drawn again for the next', async () => {
    const { state, copies } = setUp()
    let release = () => {}
    state.release = new Promise((resolve) => {
      release = resolve
    })
    const asked = copies.find('/status', 'a')
    state.version = 2
    release()
    await asked
    await copies.find('/status', 'b')
    expect(state.drawn).toBe(2)
  })

  it.each([
    ['failed', { status: 503 }],
    ['moved', { status: 307 }],
    ['has no nonce to take out', { nonce: false }],
  ])('are not made of a page that %s, and the next asks again', async (_, over) => {
    const { state, copies } = setUp()
    Object.assign(state, over)
    expect(await copies.find('/status', 'a')).toBeNull()
    Object.assign(state, { status: 200, nonce: true })
    expect((await copies.find('/status', 'b'))?.body).toContain('nonce="b"')
  })

  it('are not made where the page cannot be had at all', async () => {
    const copies = pageCopies({
      draw: async () => {
        throw new Error('ECONNREFUSED')
      },
      version: () => 1,
      clock: () => 0,
      freshMs: FRESH_MS,
    })
    expect(await copies.find('/status', 'a')).toBeNull()
  })
})
