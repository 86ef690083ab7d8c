import { DAY, HOUR, MINUTE, SECOND } from './time'

// How the product writes quantities: always with their unit, a no-break space between. Percent
// exists only here; everywhere else a share is a ratio from 0 to 1.

/** Units that charts, tables and sparklines can be given by name (functions cannot cross to the browser). */
export const units = ['count', 'percent', 'ms', 'money', 'score', 'points', 'duration', 'number'] as const
export type Unit = (typeof units)[number]

const NBSP = '\u00a0'
const MINUS = '−'
const NOTHING = '–'

const numbers = new Map<string, Intl.NumberFormat>()

function decimal(value: number, minimum: number, maximum: number): string {
  const key = `${minimum}:${maximum}`
  let format = numbers.get(key)
  if (!format) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: minimum, maximumFractionDigits: maximum })
    numbers.set(key, format)
  }
  const text = format.format(value)
  return text.startsWith('-') ? `${MINUS}${text.slice(1)}` : text
}

type Maybe<T> = T | null | undefined

function missing(value: Maybe<number>): value is null | undefined {
  return value === null || value === undefined || !Number.isFinite(value)
}

/**
 * A ratio (0..1) as percent: "99.71 %". Two decimals below 1 % and from 99 %, where they decide
 * something, otherwise one; cut, not rounded, close to 100, so that 99.999 % never reads as 100 %.
 * @param digits fixed number of decimals instead
 */
export function formatPercent(ratio: Maybe<number>, digits?: number): string {
  if (missing(ratio)) return NOTHING
  const percent = ratio * 100
  if (digits !== undefined) return `${decimal(percent, digits, digits)}${NBSP}%`
  const size = Math.abs(percent)
  if (size > 0 && size < 0.01) return `<${NBSP}0.01${NBSP}%`
  if (size >= 99 && size < 100) return `${decimal(Math.trunc(percent * 100 + Math.sign(percent) * 1e-7) / 100, 0, 2)}${NBSP}%`
  return `${decimal(percent, 0, size < 1 ? 2 : 1)}${NBSP}%`
}

/** Milliseconds, as people say them: "0.4 ms", "340 ms", "1.24 s", "2 min 5 s". */
export function formatMs(ms: Maybe<number>): string {
  if (missing(ms)) return NOTHING
  const size = Math.abs(ms)
  if (size >= MINUTE) return formatDuration(ms)
  if (size >= 999.5) return `${decimal(ms / SECOND, 0, size < 10 * SECOND ? 2 : 1)}${NBSP}s`
  return `${decimal(ms, 0, size < 10 ? 1 : 0)}${NBSP}ms`
}

/**
 * Micros of US dollars as money: "$1,234.56"; below a cent as many decimals as the price needs
 * ("$0.0004"); `compact` from a thousand dollars on: "$12.3k".
 */
export function formatMoney(micros: Maybe<number>, options: { compact?: boolean } = {}): string {
  if (missing(micros)) return NOTHING
  const sign = micros < 0 ? MINUS : ''
  const dollars = Math.abs(micros) / 1_000_000
  if (options.compact && dollars >= 1_000) return `${sign}$${compactDecimal(dollars, '')}`
  if (dollars > 0 && dollars < 0.01) return `${sign}$${decimal(dollars, 2, 6)}`
  return `${sign}$${decimal(dollars, 2, 2)}`
}

/** A whole number with separators: "12,345"; `compact`: "12.3k", "1.2M". */
export function formatCount(count: Maybe<number>, options: { compact?: boolean } = {}): string {
  if (missing(count)) return NOTHING
  if (options.compact && Math.abs(count) >= 10_000) return compactDecimal(count, '')
  return decimal(count, 0, 0)
}

function compactDecimal(value: number, space: string): string {
  const steps = [
    { from: 1_000_000_000, suffix: 'B' },
    { from: 1_000_000, suffix: 'M' },
    { from: 1_000, suffix: 'k' },
  ]
  const step = steps.find(({ from }) => Math.abs(value) >= from)
  if (!step) return decimal(value, 0, 0)
  const scaled = value / step.from
  return `${decimal(scaled, 0, Math.abs(scaled) < 100 ? 1 : 0)}${space}${step.suffix}`
}

/** A score or a grade's points: one decimal where there is one ("87", "86.5"). */
export function formatScore(score: Maybe<number>): string {
  return missing(score) ? NOTHING : decimal(score, 0, 1)
}

/** Points gained or lost: "+5", "−2.5", "0". */
export function formatPoints(points: Maybe<number>): string {
  if (missing(points)) return NOTHING
  return `${points > 0 ? '+' : ''}${decimal(points, 0, 1)}`
}

/** A relative change, from a ratio of the difference: 0.12 reads "+12 %", −0.034 "−3.4 %". */
export function formatChange(ratio: Maybe<number>): string {
  if (missing(ratio)) return NOTHING
  const percent = ratio * 100
  const size = Math.abs(percent)
  if (size < 0.05) return `0${NBSP}%`
  return `${percent > 0 ? '+' : ''}${decimal(percent, 0, size < 10 ? 1 : 0)}${NBSP}%`
}

/** A length of time from milliseconds, its two largest parts: "2 d 3 h", "41 min", "12 s". */
export function formatDuration(ms: Maybe<number>): string {
  if (missing(ms)) return NOTHING
  const sign = ms < 0 ? MINUS : ''
  const size = Math.abs(ms)
  if (size < SECOND) return `${sign}${decimal(size, 0, 0)}${NBSP}ms`
  const parts = [
    { ms: DAY, unit: 'd' },
    { ms: HOUR, unit: 'h' },
    { ms: MINUTE, unit: 'min' },
    { ms: SECOND, unit: 's' },
  ]
  const first = parts.findIndex((part) => size >= part.ms)
  const head = parts[first]
  const tail = parts[first + 1]
  if (!head) return `${sign}0${NBSP}s`
  // Rounded to the smaller part first, so that 59.9 s of a minute does not read "60 s".
  const whole = tail ? Math.round(size / tail.ms) * tail.ms : Math.floor(size / head.ms) * head.ms
  const larger = parts[first - 1]
  if (larger && whole >= larger.ms) return `${sign}1${NBSP}${larger.unit}`
  const rest = tail ? Math.round((whole % head.ms) / tail.ms) : 0
  const text = `${sign}${Math.floor(whole / head.ms)}${NBSP}${head.unit}`
  return tail && rest > 0 ? `${text}${NBSP}${rest}${NBSP}${tail.unit}` : text
}

const moments = new Map<string, Intl.DateTimeFormat>()

function dateFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}:${JSON.stringify(options)}`
  let format = moments.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
    moments.set(key, format)
  }
  return format
}

/** A moment with its zone: "21 Nov 2026, 09:00 Europe/Berlin". The zone is an IANA name. */
export function formatDateTime(at: Maybe<Date>, zone = 'UTC'): string {
  if (!at || Number.isNaN(at.getTime())) return NOTHING
  const format = dateFormat(zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return `${format.format(at)}${NBSP}${zone}`
}

/** The day of a moment in a zone: "21 Nov 2026". */
export function formatDate(at: Maybe<Date>, zone = 'UTC'): string {
  if (!at || Number.isNaN(at.getTime())) return NOTHING
  return dateFormat(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** A tick on a time axis: the hour below two days of range, the day from there on. */
export function formatTick(at: Date, zone: string, rangeMs: number): string {
  const options: Intl.DateTimeFormatOptions = rangeMs <= 2 * DAY ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' }
  return dateFormat(zone, options).format(at)
}

/** How far a moment is from now: "just now", "3 min ago", "in 2 h", "yesterday" is said as "1 d ago". */
export function formatRelative(at: Maybe<Date>, now: Date): string {
  if (!at || Number.isNaN(at.getTime())) return NOTHING
  const distance = at.getTime() - now.getTime()
  const size = Math.abs(distance)
  if (size < 45 * SECOND) return 'just now'
  const text =
    size < 59.5 * MINUTE
      ? `${Math.max(1, Math.round(size / MINUTE))}${NBSP}min`
      : size < 23.5 * HOUR
        ? `${Math.round(size / HOUR)}${NBSP}h`
        : size < 59.5 * DAY
          ? `${Math.round(size / DAY)}${NBSP}d`
          : `${Math.round(size / (30.44 * DAY))}${NBSP}months`
  return distance < 0 ? `${text} ago` : `in ${text}`
}

/** Any value by the name of its unit, with the unit. Percent takes a ratio, money micros, duration milliseconds. */
export function formatValue(value: Maybe<number>, unit: Unit): string {
  switch (unit) {
    case 'count':
      return formatCount(value)
    case 'percent':
      return formatPercent(value)
    case 'ms':
      return formatMs(value)
    case 'money':
      return formatMoney(value)
    case 'score':
      return formatScore(value)
    case 'points':
      return formatPoints(value)
    case 'duration':
      return formatDuration(value)
    case 'number':
      return missing(value) ? NOTHING : decimal(value, 0, 2)
  }
}

/** The same, as short as an axis needs it: "12.3k", "1.2 s", "$4.5k". */
export function formatAxis(value: number, unit: Unit): string {
  if (unit === 'count' || unit === 'number') return Math.abs(value) >= 1_000 ? compactDecimal(value, '') : decimal(value, 0, 2)
  if (unit === 'money') return formatMoney(value, { compact: true }).replace(/\.00$/, '')
  if (unit === 'percent') return `${decimal(value * 100, 0, 2)}${NBSP}%`
  return formatValue(value, unit)
}
