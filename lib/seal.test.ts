import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currentSealPrefix, SealBroken, seal, unseal } from './seal'

const old = 'a:an older key of 32 characters or more'
const current = 'b:the newer key of 32 characters or more'
const before = { ...process.env }

beforeEach(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  delete process.env.ENCRYPTION_KEY
})
afterEach(() => {
  process.env = { ...before }
})

describe('a sealed text', () => {
  it.each(['', 'whsec_abc', 'ünïcode 🔑', 'x'.repeat(10_000)])('opens to what was sealed: %s', (text) => {
    expect(unseal(seal(text, 'p'), 'p')).toBe(text)
  })

  it('never looks the same twice and holds nothing readable', () => {
    const [one, two] = [seal('a well-known word', 'p'), seal('a well-known word', 'p')]
    expect(one).not.toBe(two)
    expect(Buffer.from(one.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('well-known')
  })

  it('opens for its own purpose only', () => {
    expect(() => unseal(seal('text', 'secret:1'), 'secret:2')).toThrow(SealBroken)
  })

  it('does not open when any of its bytes was changed', () => {
    const sealed = seal('a secret', 'p')
    const [version = '', id = '', content = ''] = sealed.split('.')
    const bytes = Buffer.from(content, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(() => unseal([version, id, altered.toString('base64url')].join('.'), 'p'), `byte ${at}`).toThrow(SealBroken)
    }
  })

  it.each([
    ['cut off', (sealed: string) => sealed.slice(0, -12)],
    ['cut to nothing', (sealed: string) => `${sealed.split('.').slice(0, 2).join('.')}.AAAA`],
    ['without a tag of full length', (sealed: string) => sealed.slice(0, 36)],
    ['of another version', (sealed: string) => sealed.replace('v1', 'v2')],
    ['of a key that is not set', (sealed: string) => sealed.replace('.auth.', '.gone.')],
    ['not sealed at all', () => 'whsec_abc'],
    ['empty', () => ''],
  ])('does not open when it is %s', (_name, alter) => {
    expect(() => unseal(alter(seal('a secret', 'p')), 'p')).toThrow(SealBroken)
  })
})

describe('keys', () => {
  it('change without losing what the older one sealed, until it is taken away', () => {
    process.env.ENCRYPTION_KEY = old
    const sealed = seal('text', 'p')
    expect(sealed.startsWith(currentSealPrefix())).toBe(true)
    process.env.ENCRYPTION_KEY = `${current},${old}`
    expect(unseal(sealed, 'p')).toBe('text')
    expect(sealed.startsWith(currentSealPrefix())).toBe(false)
    expect(seal('text', 'p').startsWith('v1.b.')).toBe(true)
    process.env.ENCRYPTION_KEY = current
    expect(() => unseal(sealed, 'p')).toThrow('The key a that sealed it is not set.')
  })

  it('of one’s own may be set later: what the derived one sealed still opens', () => {
    const sealed = seal('text', 'p')
    process.env.ENCRYPTION_KEY = current
    expect(unseal(sealed, 'p')).toBe('text')
  })

  it('of the same id but another secret open nothing', () => {
    const sealed = seal('text', 'p')
    process.env.BETTER_AUTH_SECRET = 'another secret of the tests, 32 characters'
    expect(() => unseal(sealed, 'p')).toThrow(SealBroken)
  })

  it('have to be there', () => {
    delete process.env.BETTER_AUTH_SECRET
    expect(() => seal('text', 'p')).toThrow('Neither ENCRYPTION_KEY nor BETTER_AUTH_SECRET is set')
  })

  it.each(['short:abc', 'no id but a secret of 32 characters or more', 'A:upper case id with 32 characters or more'])('must be written well: %s', (text) => {
    process.env.ENCRYPTION_KEY = text
    expect(() => seal('text', 'p')).toThrow('ENCRYPTION_KEY')
  })
})
