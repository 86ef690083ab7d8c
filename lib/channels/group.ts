import { ACKNOWLEDGED_REST_MINUTES, type AlertSeverity, type AlertState } from '@/lib/alerts/model'
import { type QuietHours, quietUntil } from '@/lib/outbox/quiet-hours'
import { MINUTE, SECOND } from '@/lib/time'
import { LEAST_GAP_MS, type ToldAlert } from './model'

// What a channel is told of a group, and when: what is new, graver or over since the last message, or still
// bad after so long. Times follow Prometheus Alertmanager (wait, interval, repeat).

/** An alert of the group: open, or told as firing before. */
export interface GroupAlert {
  id: string
  fingerprint: string
  state: AlertState
  severity: AlertSeverity
  firedAt: Date
  acknowledgedAt: Date | null
  /** Silenced, in maintenance, or folded under another alert. */
  held: boolean
}

/** What the rule of the group says about telling. */
export interface RulePace {
  cooldownMinutes: number
  snoozedUntil: Date | null
  quiet: QuietHours | null
}

/** What the channel says about it. */
export interface ChannelPace {
  minSeverity: AlertSeverity
  sendResolved: boolean
  groupWaitSeconds: number
  groupIntervalSeconds: number
  repeatSeconds: number
  /** It keeps its own record of who has taken an alert (PagerDuty), so it is told of acknowledgements. */
  acknowledges: boolean
}

export interface GroupState {
  alerts: readonly GroupAlert[]
  told: readonly ToldAlert[]
  lastSentAt: Date | null
  rule: RulePace
  channel: ChannelPace
}

/** Ids of alerts, by what is said of them. Of no alert two things are said. */
export interface Sayings {
  firing: string[]
  acknowledged: string[]
  ended: string[]
}

export type SendReason = 'new' | 'graver' | 'rearmed' | 'ended' | 'acknowledged' | 'repeat'

export type GroupDecision =
  | ({ kind: 'send'; reason: SendReason; told: ToldAlert[] /** When to look again if nothing happens; null: never. */; next: Date | null } & Sayings)
  /** Nothing is said now; `until` null: nothing is owed. */
  | { kind: 'wait'; told: ToldAlert[]; until: Date | null }

const rank: Record<AlertSeverity, number> = { warning: 0, critical: 1 }

/** Whether a hold has ended is looked at this often: nothing announces it. */
const HELD_LOOK_MS = MINUTE

/**
 * What is said of a group at `now`. What was never said to be firing is not said to be over: a breach that
 * came and went unseen is no news. Everything that is held back (silence, quiet hours, cooldown) is looked
 * at again when that ends, and told if it is still so.
 */
export function decideGroup(group: GroupState, now: Date): GroupDecision {
  const told = remembered(group, now)
  const entries = new Map(told.map((entry) => [entry.alertId, entry]))
  const verdicts = [...group.alerts].sort(gravestFirst).map((alert) => ({ alert, ...judge(alert, entries.get(alert.id), told, group, now) }))
  const news = verdicts.filter(({ verdict }) => verdict === 'say')
  const earliest = Math.min(...news.map(({ at }) => at))
  const silently = verdicts.filter(({ verdict }) => verdict === 'note').map(({ alert }) => alert)

  // One thing that is due takes along what is still waiting: people read one message, not two.
  const newsDue = earliest <= now.getTime()
  const repeats = verdicts.filter(({ verdict }) => verdict === 'repeat')
  const repeatDue = repeats.some(({ at }) => at <= now.getTime())
  const spoken = newsDue ? news : repeatDue ? repeats.filter(({ alert, at }) => alert.state === 'firing' || at <= now.getTime()) : []
  const next = noted(told, [...spoken.map(({ alert }) => alert), ...silently], spoken.length > 0 ? now : null)
  const waiting = verdicts.filter((each) => (each.verdict === 'wait' || each.verdict === 'say') && !spoken.includes(each))
  const until = followUp(group, next, waiting, now)
  const [first] = spoken
  if (!first) return { kind: 'wait', told: next, until }
  const ids = (say: (alert: GroupAlert) => boolean) => spoken.filter(({ alert }) => say(alert)).map(({ alert }) => alert.id)
  return {
    kind: 'send',
    reason: newsDue ? first.reason : 'repeat',
    // An alert that somebody has taken is still repeated as firing, after its rest.
    firing: ids(({ state }) => state === 'firing' || (state === 'acknowledged' && !newsDue)),
    acknowledged: newsDue ? ids(({ state }) => state === 'acknowledged') : [],
    ended: ids(({ state }) => !isOpen(state)),
    told: next,
    next: until,
  }
}

interface Verdict {
  /** say: it is news, to be told from `at` on. repeat: nothing new, again from `at` on. wait: look again at `at`. note: remembered without a word. */
  verdict: 'say' | 'repeat' | 'wait' | 'note' | 'nothing'
  reason: SendReason
  /** Milliseconds. */
  at: number
}

function judge(alert: GroupAlert, entry: ToldAlert | undefined, told: readonly ToldAlert[], group: GroupState, now: Date): Verdict {
  const { channel, rule, lastSentAt } = group
  const nothing: Verdict = { verdict: 'nothing', reason: 'repeat', at: Number.POSITIVE_INFINITY }
  const known = entry !== undefined && entry.said !== 'ended' ? entry : undefined
  if (!isOpen(alert.state)) {
    if (!known) return nothing
    if (!channel.sendResolved) return { ...nothing, verdict: 'note' }
    // That it is over is told also while the rule is snoozed or silenced, but wakes nobody up.
    const quiet = quietEnd(alert, rule, now)
    return quiet === null
      ? { verdict: 'say', reason: 'ended', at: after(lastSentAt, channel.groupIntervalSeconds * SECOND) }
      : { ...nothing, verdict: 'wait', at: quiet }
  }
  if (alert.state === 'acknowledged') {
    // Somebody knows. One that was never told is told if it fires anew.
    if (!known) return nothing
    if (known.said === 'firing') return channel.acknowledges ? { verdict: 'say', reason: 'acknowledged', at: 0 } : { ...nothing, verdict: 'note' }
  }
  if (rank[alert.severity] < rank[channel.minSeverity]) return nothing
  if (alert.held) return { ...nothing, verdict: 'wait', at: now.getTime() + HELD_LOOK_MS }
  const restsUntil = Math.max(rule.snoozedUntil?.getTime() ?? 0, quietEnd(alert, rule, now) ?? 0, known ? 0 : cooldownEnd(alert, told, rule))
  if (restsUntil > now.getTime()) return { ...nothing, verdict: 'wait', at: restsUntil }
  if (!known) {
    const waited = alert.firedAt.getTime() + channel.groupWaitSeconds * SECOND
    return { verdict: 'say', reason: 'new', at: Math.max(waited, after(lastSentAt, channel.groupIntervalSeconds * SECOND)) }
  }
  if (alert.state === 'firing' && known.said === 'acknowledged') return { verdict: 'say', reason: 'rearmed', at: after(lastSentAt, LEAST_GAP_MS) }
  if (rank[alert.severity] > rank[known.severity]) return { verdict: 'say', reason: 'graver', at: after(lastSentAt, LEAST_GAP_MS) }
  return { verdict: 'repeat', reason: 'repeat', at: repeatFrom(alert, known, channel) }
}

function isOpen(state: AlertState): boolean {
  return state === 'firing' || state === 'acknowledged'
}

function gravestFirst(a: GroupAlert, b: GroupAlert): number {
  return rank[b.severity] - rank[a.severity] || a.firedAt.getTime() - b.firedAt.getTime() || (a.id < b.id ? -1 : 1)
}

function after(lastSentAt: Date | null, gapMs: number): number {
  return lastSentAt === null ? 0 : lastSentAt.getTime() + Math.max(gapMs, LEAST_GAP_MS)
}

/** End of the rule's quiet hours, in milliseconds; null when it is not quiet, and for what is critical. */
function quietEnd(alert: GroupAlert, rule: RulePace, now: Date): number | null {
  if (alert.severity === 'critical' || rule.quiet === null) return null
  return quietUntil(rule.quiet, now)?.getTime() ?? null
}

/** Until when a fingerprint that fires again rests, as it was told not long ago; 0 when it need not, as it became graver. */
function cooldownEnd(alert: GroupAlert, told: readonly ToldAlert[], rule: RulePace): number {
  const last = told.filter(({ alertId, fingerprint }) => fingerprint === alert.fingerprint && alertId !== alert.id)
  const ends = last.filter(({ severity }) => rank[alert.severity] <= rank[severity]).map(({ at }) => Date.parse(at) + rule.cooldownMinutes * MINUTE)
  return last.length > ends.length ? 0 : Math.max(0, ...ends)
}

function repeatFrom(alert: GroupAlert, entry: ToldAlert, channel: ChannelPace): number {
  const repeat = Date.parse(entry.at) + channel.repeatSeconds * SECOND
  if (alert.state !== 'acknowledged' || alert.acknowledgedAt === null) return repeat
  return Math.max(repeat, alert.acknowledgedAt.getTime() + ACKNOWLEDGED_REST_MINUTES * MINUTE)
}

/** What is worth remembering: what is open, and what was told within the cooldown. */
function remembered({ told, alerts, rule }: GroupState, now: Date): ToldAlert[] {
  const known = new Set(alerts.map(({ id }) => id))
  return told.filter(({ alertId, said, at }) => (said === 'ended' ? Date.parse(at) + rule.cooldownMinutes * MINUTE > now.getTime() : known.has(alertId)))
}

/** The memory after something was said (saidAt) or only noted (null) of alerts. */
function noted(told: readonly ToldAlert[], alerts: readonly GroupAlert[], saidAt: Date | null): ToldAlert[] {
  const memory = new Map(told.map((entry) => [entry.alertId, entry]))
  for (const { id, fingerprint, state, severity } of alerts) {
    const said = state === 'firing' || state === 'acknowledged' ? state : 'ended'
    const before = memory.get(id)
    const again = saidAt !== null && said !== 'ended' && (said === 'firing' || before?.said === said)
    const at = again || !before ? (saidAt?.toISOString() ?? '') : before.at
    memory.set(id, { alertId: id, fingerprint, severity, said, at, ...(before?.summed && said !== 'firing' ? { summed: before.summed } : {}) })
  }
  return [...memory.values()]
}

/** When to look again: at what waits, and at the next repeat of what is open. Null: never, unless something happens. */
function followUp(group: GroupState, told: readonly ToldAlert[], waiting: readonly Verdict[], now: Date): Date | null {
  const alerts = new Map(group.alerts.map((alert) => [alert.id, alert]))
  const moments = waiting.map(({ at }) => at)
  for (const entry of told) {
    const alert = alerts.get(entry.alertId)
    if (alert && isOpen(alert.state) && entry.said !== 'ended') moments.push(repeatFrom(alert, entry, group.channel))
  }
  const earliest = Math.min(...moments)
  // What is due and was not told (its alert is held, say) is looked at again soon, not at once.
  return Number.isFinite(earliest) ? new Date(earliest > now.getTime() ? earliest : now.getTime() + HELD_LOOK_MS) : null
}
