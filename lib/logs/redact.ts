// What must not stand in a log is taken out before a line is stored: who reads logs is seldom who may know
// the secret. Each pattern runs in time linear in the text: what repeats is bounded, or begins only where a
// run of its characters begins.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

interface Pattern {
  /** What a text must hold, in lower case, for the pattern to be tried at all; null: always. */
  hint: string[] | null
  find: RegExp
  replace: (match: string, ...groups: string[]) => string
}

const mark = (kind: string) => `[redacted:${kind}]`
/** Not what stands redacted already: twice is the same as once. */
const FRESH = '(?!\\[redacted:)'

const secretNames = 'password|passwd|pwd|passphrase|secret|client[_-]?secret|api[_-]?key|(?:access|refresh|auth|id|session)[_-]?token|private[_-]?key'

const patterns: Pattern[] = [
  {
    hint: ['private key'],
    find: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
    replace: () => mark('private-key'),
  },
  {
    hint: ['://'],
    find: new RegExp(`(://[^\\s/?#:@]{0,200}:)${FRESH}[^\\s/?#@]{1,500}@`, 'g'),
    replace: (_, before = '') => `${before}${mark('password')}@`,
  },
  { hint: ['eyj'], find: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]{0,4000})?/g, replace: () => mark('jwt') },
  {
    hint: ['_', '-', 'akia', 'asia', 'aiza', 'sg.'],
    find: new RegExp(
      `(?<![A-Za-z0-9_])(?:${[
        '(?:sk|rk)_(?:live|test)_\\w{8,}', // Stripe
        'whsec_[A-Za-z0-9+/]{16,}={0,2}', // webhook secrets: Stripe, Resend, our own
        'pgk_[\\w-]{8,}', // our own API keys
        'gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\\w{16,}', // GitHub
        'glpat-[\\w-]{16,}', // GitLab
        'xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}', // Slack
        '(?:AKIA|ASIA)[A-Z0-9]{16}', // AWS
        'AIza[\\w-]{35}', // Google
        'npm_[A-Za-z0-9]{30,}',
        'sk-(?:ant-|proj-|or-v1-)?[\\w-]{20,}', // OpenAI, Anthropic, OpenRouter
        're_[A-Za-z0-9_]{20,}', // Resend
        'SG\\.[\\w-]{16,}\\.[\\w-]{16,}', // SendGrid
      ].join('|')})`,
      'g',
    ),
    replace: () => mark('key'),
  },
  {
    hint: ['authorization'],
    find: /(authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?!\w{0,10}[ \t]{0,4}\[redacted:)(?:(?:bearer|basic|digest|token)[ \t]{1,4})?)[^\s"',;]{1,4000}/gi,
    replace: (_, before = '') => `${before}${mark('token')}`,
  },
  {
    hint: ['bearer'],
    find: new RegExp(`(?<![A-Za-z])(bearer[ \\t]{1,8})${FRESH}([\\w.~+/=-]{8,4000})`, 'gi'),
    // "bearer authentication failed" speaks of no token.
    replace: (match, before = '', token = '') => (/[\d._~+/=-]/.test(token) || token.length >= 16 ? `${before}${mark('token')}` : match),
  },
  {
    hint: ['=', ':'],
    find: new RegExp(
      `((?<![A-Za-z])(?:(?:${secretNames})["']?[ \\t]{0,3}[=:][ \\t]{0,3}|(?:token|signature|sig|key)=|"token"[ \\t]{0,3}:[ \\t]{0,3})["']?)${FRESH}[^\\s"'&,;)}\\]]{1,2000}`,
      'gi',
    ),
    replace: (_, before = '') => `${before}${mark('secret')}`,
  },
  {
    hint: null,
    find: /(?<![\w.-])\d(?:[ -]?\d){12,}(?!\w)/g,
    replace: redactCards,
  },
  {
    hint: ['@'],
    find: /(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu,
    replace: () => mark('email'),
  },
]

/** A text without secrets, addresses of people and card numbers; each is marked [redacted:kind]. */
export function redactText(text: string): string {
  let redacted = text
  const lower = text.toLowerCase()
  for (const { hint, find, replace } of patterns) {
    if (hint === null || hint.some((part) => lower.includes(part))) redacted = redacted.replace(find, replace)
  }
  return redacted
}

/** Fields whose whole value is a secret, by name without hyphens and underscores. */
const SECRET_FIELD =
  /^(?:x?(?:password|passwd|pwd|passphrase|(?:client|signing|webhook)?secret|apikey|token|(?:access|refresh|auth|id|session|csrf|bearer)token|(?:proxy)?authorization|(?:set)?cookie|privatekey|credentials?|cardnumber|cvc|cvv))$/

/** Deeper than anybody nests on purpose; what lies below is left out. */
const MAX_DEPTH = 32

/** The fields of a line, redacted by name and by what their texts hold, names included. */
export function redactFields(fields: { [key: string]: Json }): { [key: string]: Json } {
  return redactObject(fields, 0)
}

function redactObject(object: { [key: string]: Json }, depth: number): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [redactText(name), isSecretField(name, value) ? mark('secret') : redactValue(value, depth + 1)]),
  )
}

function isSecretField(name: string, value: Json): boolean {
  return value !== null && typeof value !== 'boolean' && SECRET_FIELD.test(name.toLowerCase().replaceAll(/[-_ ]/g, ''))
}

function redactValue(value: Json, depth: number): Json {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'number') return isCard(String(value)) ? mark('card') : value
  if (value === null || typeof value !== 'object') return value
  if (depth > MAX_DEPTH) return mark('too-deep')
  return Array.isArray(value) ? value.map((each) => redactValue(each, depth + 1)) : redactObject(value, depth)
}

/** Card numbers have 13 to 19 digits, written in one piece or in groups. */
const CARD_DIGITS = { least: 13, most: 19 }

/** Replaces what is a card number in a run of digits and single separators. */
function redactCards(run: string): string {
  const groups = run.split(/[ -]/)
  const kept: string[] = []
  let place = 0
  for (let first = 0; first < groups.length; ) {
    const length = cardGroups(groups, first)
    const until = first + Math.max(1, length)
    const written = groups.slice(first, until).join(' ').length
    kept.push(length > 0 ? mark('card') : run.slice(place, place + written), run.slice(place + written, place + written + 1))
    place += written + 1
    first = until
  }
  return kept.join('')
}

/** How many groups from `first` on make a card number; 0: none do. */
function cardGroups(groups: string[], first: number): number {
  let digits = ''
  for (let count = 1; first + count <= groups.length; count++) {
    digits += groups[first + count - 1]
    if (digits.length > CARD_DIGITS.most) return 0
    if (digits.length >= CARD_DIGITS.least && isCard(digits)) return count
  }
  return 0
}

// The ranges of the large schemes (ISO/IEC 7812): without them one in ten millisecond timestamps would be a card.
const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35\d{14}|62\d{14,17})$/

function isCard(digits: string): boolean {
  if (!ISSUERS.test(digits)) return false
  let sum = 0
  for (let at = digits.length - 1, doubled = false; at >= 0; at--, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - 48
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}
