import { describe, expect, it } from 'vitest'
import { redactFields, redactText } from './redact'

// Put together here, so that no scanner takes them for lost secrets.
const stripe = `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`
const github = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`
const slack = `xoxb-${'123456789012-abcdefghijkl'}`
const aws = `AKIA${'IOSFODNN7EXAMPLE'}`
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U`

describe('a text', () => {
  it.each([
    ['a bearer token', 'sent Bearer abc123def456 to us', 'sent Bearer [redacted:token] to us'],
    ['an authorization header', 'Authorization: Basic dXNlcjpwYXNz, then', 'Authorization: Basic [redacted:token], then'],
    ['an authorization header of another scheme', 'authorization=secretvalue end', 'authorization=[redacted:token] end'],
    ['talk of bearers', 'bearer authentication failed', 'bearer authentication failed'],
    ['a password in a URL', 'postgres://app:hunter2@db:5432/x', 'postgres://app:[redacted:password]@db:5432/x'],
    ['a password in a URL, without a user', 'redis://:p4ss:w@cache', 'redis://:[redacted:password]@cache'],
    ['a port in a URL', 'http://db:5432/a@b', 'http://db:5432/a@b'],
    ['a key of Stripe', `key ${stripe}.`, 'key [redacted:key].'],
    ['a key of GitHub', `id-${github}`, 'id-[redacted:key]'],
    ['a key of Slack', slack, '[redacted:key]'],
    ['a key of AWS', `(${aws})`, '([redacted:key])'],
    ['a key of ours', 'pgk_k3J9sLmN0pQrStUvWxYz0123456789abcdefghijkl', '[redacted:key]'],
    ['a signing secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[redacted:key]'],
    ['a key of OpenAI', `sk-proj-${'abcdefghijklmnopqrstuvwx'}`, '[redacted:key]'],
    ['words that begin alike', 'task_live_view risk-averse-decision-making', 'task_live_view risk-averse-decision-making'],
    ['a JWT', `cookie ${jwt}`, 'cookie [redacted:jwt]'],
    ['a JWT in a bearer token', `Bearer ${jwt}`, 'Bearer [redacted:jwt]'],
    ['a password by name', 'login password=hunter2&user=ada', 'login password=[redacted:secret]&user=ada'],
    ['a secret in JSON', '{"client_secret": "abc", "n": 1}', '{"client_secret": "[redacted:secret]", "n": 1}'],
    ['a token in an address', 'GET /verify?token=abcdef&next=/', 'GET /verify?token=[redacted:secret]&next=/'],
    ['talk of a token', 'the token: expired', 'the token: expired'],
    ['a card in groups', 'card 4111 1111 1111 1111 declined', 'card [redacted:card] declined'],
    ['a card in one piece', '5555555555554444', '[redacted:card]'],
    ['a card with hyphens', '3782-822463-10005', '[redacted:card]'],
    ['a card between numbers', '7 4111 1111 1111 1111 200', '7 [redacted:card] 200'],
    ['digits that fail Luhn', '4111 1111 1111 1112', '4111 1111 1111 1112'],
    ['a moment in milliseconds', '1795663623699 1795663623698', '1795663623699 1795663623698'],
    ['digits in an id', 'build-4111111111111111a', 'build-4111111111111111a'],
    ['an e-mail address', 'mail to <ada.lovelace+x@mail.example.co.uk>', 'mail to <[redacted:email]>'],
    ['an address of a mailbox outside ASCII', 'jürgen@bücher.example', '[redacted:email]'],
    ['a version', 'react@19.2.0 installed', 'react@19.2.0 installed'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter', '[redacted:private-key]\nafter'],
    ['a private key that is cut', 'x -----BEGIN PRIVATE KEY-----\nMIIE', 'x [redacted:private-key]'],
    ['several', `ada@mail.example paid with 4111111111111111 by ${stripe}`, '[redacted:email] paid with [redacted:card] by [redacted:key]'],
    ['nothing', 'GET /api/tools/42 200 in 12 ms (cache: hit)', 'GET /api/tools/42 200 in 12 ms (cache: hit)'],
  ])('%s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected)
    expect(redactText(expected)).toBe(expected)
  })
})

describe('fields', () => {
  it('are redacted by name, wherever they stand', () => {
    expect(
      redactFields({
        user: { Password: 'x', 'api-key': 'y', name: 'Ada', tokens: 512 },
        headers: [{ 'set-cookie': ['a=b'] }],
        access_token: '',
        token: null,
        secret: false,
      }),
    ).toEqual({
      user: { Password: '[redacted:secret]', 'api-key': '[redacted:secret]', name: 'Ada', tokens: 512 },
      headers: [{ 'set-cookie': '[redacted:secret]' }],
      access_token: '[redacted:secret]',
      token: null,
      secret: false,
    })
  })

  it('are redacted by what they hold, names and numbers too', () => {
    expect(redactFields({ 'ada@mail.example': 1, list: [`Bearer ${jwt}`, 4111111111111111, 42] })).toEqual({
      '[redacted:email]': 1,
      list: ['Bearer [redacted:jwt]', '[redacted:card]', 42],
    })
  })

  it('end where nobody nests on purpose', () => {
    let deep: Parameters<typeof redactFields>[0] = { password: 'x' }
    for (let depth = 0; depth < 500; depth++) deep = { deep }
    expect(JSON.stringify(redactFields(deep))).toContain('"[redacted:too-deep]"')
    expect(JSON.stringify(redactFields(deep))).not.toContain('password')
  })
})

describe('hostile texts', () => {
  const size = 20_000
  const of = (part: string, end = '') => part.repeat(Math.ceil(size / part.length)).slice(0, size) + end
  it.each([
    ['a', of('a')],
    ['@', of('@')],
    ['a@', of('a@')],
    ['a@a.', of('a@a.')],
    ['a.', of('a.', '@')],
    ['://', of('://')],
    ['://a:', of('://a:')],
    ['eyJ', of('eyJ')],
    ['eyJ-', of('eyJ-')],
    ['eyJaaaaaaaa.', of('eyJaaaaaaaa.')],
    ['digits', of('4', 'x')],
    ['digits apart', of('4 ')],
    ['digits with hyphens', of('4111-')],
    ['bearer', of('bearer ')],
    ['bearer and blanks', of('bearer', ' '.repeat(size))],
    ['authorization', of('authorization:')],
    ['password', of('password=')],
    ['password and blanks', of('password  ')],
    ['keys', of('sk_live_')],
    ['hyphens', of('xoxb-')],
    ['private keys', of('-----BEGIN PRIVATE KEY-----')],
    ['names', of('client_')],
    ['unicode', of('é@é.')],
  ])('%s take no longer than others', (_, text) => {
    redactText(text)
    const startedAt = performance.now()
    redactText(text)
    // The slowest takes a few milliseconds; in square time it would be seconds.
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})
