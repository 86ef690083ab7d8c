import { formatDate, formatPercent } from '@/lib/format'
import { DAY, startOfDay } from '@/lib/time'
import type { SloStanding } from './judge-slo'
import type { PlatformState } from './model'

/** An SLO with how it stands. */
export interface NamedStanding {
  name: string
  standing: Pick<SloStanding, 'state' | 'value' | 'goneAt'>
}

/** The platform's state from its enabled SLOs. */
export function platformState(slos: readonly NamedStanding[]): PlatformState {
  const has = (state: SloStanding['state']) => slos.some(({ standing }) => standing.state === state)
  if (has('breached')) return 'breached'
  if (has('burning')) return 'burning'
  return has('met') ? 'fine' : 'unknown'
}

/** Named one by one up to so many; more are counted. */
const NAMED = 3

/**
 * How the platform stands, in one sentence: "Two of five SLOs are burning: API availability (99.71 %, budget gone
 * on Thursday) and Builds (97.2 %)". Days are UTC's.
 */
export function platformSentence(slos: readonly NamedStanding[], now: Date): string {
  if (slos.length === 0) return 'No SLO says yet what is to be expected of the platform'
  const of = (state: SloStanding['state']) => slos.filter(({ standing }) => standing.state === state)
  const breached = of('breached')
  const burning = of('burning')
  const met = of('met')
  const untold = [...of('low_volume'), ...of('no_data')]
  if (breached.length + burning.length > 0) {
    const parts = [
      ...(breached.length > 0 ? [counted(breached, slos.length, 'breached', now)] : []),
      ...(burning.length > 0 ? [counted(burning, breached.length > 0 ? 0 : slos.length, 'burning', now)] : []),
    ]
    return parts.join('; ')
  }
  if (met.length === slos.length)
    return slos.length === 1 ? `${first(slos)} is met` : slos.length === 2 ? 'Both SLOs are met' : `All ${words(slos.length)} SLOs are met`
  if (met.length === 0) {
    const few = of('low_volume').length > 0
    return few ? 'Too little has happened to judge any SLO by' : `Nothing has been measured yet that ${slos.length === 1 ? 'the SLO' : 'an SLO'} is judged by`
  }
  const wait = untold.length === 1 ? `${first(untold)} has too few events to tell` : `the others have too few events to tell`
  return `${capital(words(met.length))} of ${words(slos.length)} SLOs ${met.length === 1 ? 'is' : 'are'} met; ${wait}`
}

/** When a budget is gone: "gone at 17:40", "gone on Thursday", "gone on 9 Dec 2026"; UTC. */
export function goneWords(at: Date, now: Date): string {
  if (startOfDay(at).getTime() === startOfDay(now).getTime()) return `gone at ${at.toISOString().slice(11, 16)}\u00a0UTC`
  if (at.getTime() - startOfDay(now).getTime() < 7 * DAY) return `gone on ${weekdays[at.getUTCDay()]}`
  return `gone on ${formatDate(at)}`
}

function counted(some: readonly NamedStanding[], of: number, what: 'breached' | 'burning', now: Date): string {
  const shown = some.slice(0, NAMED).map(({ name, standing }) => `${name} (${facts(standing, now)})`)
  const more = some.length - shown.length
  const names = list(more > 0 ? [...shown, `${words(more)} more`] : shown)
  const number =
    of === 0
      ? words(some.length)
      : some.length === of
        ? of === 1
          ? 'the only SLO'
          : of === 2
            ? 'both SLOs'
            : `all ${words(of)} SLOs`
        : `${words(some.length)} of ${words(of)} SLOs`
  const phrase = `${number} ${some.length === 1 ? 'is' : 'are'} ${what}: ${names}`
  return of === 0 ? phrase : capital(phrase)
}

function facts({ state, value, goneAt }: NamedStanding['standing'], now: Date): string {
  const budget = state === 'breached' ? ', budget gone' : goneAt ? `, budget ${goneWords(goneAt, now)}` : ''
  return `${formatPercent(value)}${budget}`
}

function first(slos: readonly NamedStanding[]): string {
  return slos[0]?.name ?? ''
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

function words(count: number): string {
  return numberWords[count] ?? String(count)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
