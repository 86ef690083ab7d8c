// Simulated tools for bench:detection: what notifies about healthy ones, and how soon planted faults do.
import { HALF_HOUR, slotAt } from '../lib/anomalies/detect/tool/half-hours'
import { emptyMemory, nothingOpen, observeTool, shippedConfig, type ToolMemory, takeStock } from '../lib/anomalies/detect/tool/memory'
import { metricConfig, type ToolWindow } from '../lib/anomalies/detect/tool/model'
import { type AnomalyMetric, anomalyMetrics } from '../lib/anomalies/model'
import { DAY, HOUR, MINUTE, WEEK } from '../lib/time'
import { idealEvidence, idealLimit } from './bench-detection-ideal'
import { type Change, ERROR_RATE, type Load, meanAt, randomOf, START, SWING, WEEKEND, windowAt } from './bench-detection-tools'

const WINDOW = 5 * MINUTE
const DAYS = 30
/** Mean calls per window over the day, and the coefficient of variation that chance alone does not explain. */
const LOADS = [20, 100, 500]
const BURSTS = [
  { name: 'Poisson', variation: 0 },
  { name: 'bursty (CV 30 %)', variation: 0.3 },
  { name: 'very bursty (CV 60 %)', variation: 0.6 },
]
const observation = { openSince: nothingOpen, planned: false, config: shippedConfig }
/** Detections this close to the last are the same. */
const SAME_EVENT = HOUR
/** Faults are planted after so many days, so many per simulated tool. */
const WARM_DAYS = 14
const PLANTED_PER_TOOL = 100
/** So near its stated calls a tool has about these calls. */
const ABOUT = 0.15

interface Fault {
  name: string
  metric: AnomalyMetric
  within: number
  aim: number
  change: Change
}

const FAULTS: Fault[] = [
  { name: 'traffic to zero', metric: 'invocations', within: 30 * MINUTE, aim: 0.99, change: { calls: 0 } },
  { name: 'errors times 8', metric: 'error_rate', within: 20 * MINUTE, aim: 0.95, change: { errors: 8 } },
  { name: 'median latency doubled', metric: 'latency', within: 30 * MINUTE, aim: 0.95, change: { latency: 2 } },
]

/** Prints the tables. The same numbers every time. */
export function simulate({ tools, say }: { tools: number; say: (line: string) => void }): void {
  say(
    `Simulated tools: ${DAYS} days, day and night differ by ${percent(SWING)} around the mean, weekends have ${percent(WEEKEND)}, ${percent(ERROR_RATE)} of calls fail.`,
  )
  say(`\nHealthy (aim: fewer than 0.05 notifying detections per tool and week; ${tools} tools each)`)
  say('| calls per 5 min | traffic | errors | latency | calls | revenue | all, per tool-week |\n|---|---|---|---|---|---|---|')
  for (const calls of LOADS) for (const { name, variation } of BURSTS) say(healthyRow(tools, name, { calls, variation }))
  say(`\nPlanted at any time of the week (${tools * PLANTED_PER_TOOL} times each)`)
  say(
    '| fault | calls per 5 min | traffic | within | aim | found while it has about these calls | ideal then | found at any hour, nights too | ideal then | median delay |',
  )
  say('|---|---|---|---|---|---|---|---|---|---|')
  const kinds = LOADS.flatMap((calls) => BURSTS.map(({ name, variation }) => ({ name, load: { calls, variation } })))
  const planted = kinds.map(({ name, load }) => ({ name, load, faults: plant(tools, load) }))
  FAULTS.forEach((fault, i) => {
    for (const { name, load, faults } of planted) say(faultRow(name, fault, load, faults[i] ?? []))
  })
}

function healthyRow(tools: number, name: string, load: Load): string {
  const counts = anomalyMetrics.map(() => 0)
  for (let tool = 0; tool < tools; tool++) {
    const random = randomOf(tool + load.calls)
    const memory = emptyMemory(START)
    const told = anomalyMetrics.map(() => 0)
    for (let at = START + WINDOW; at <= START + DAYS * DAY; at += WINDOW) {
      const verdicts = live(memory, windowAt(at, load, random, {}))
      anomalyMetrics.forEach((metric, i) => {
        if (verdicts[metric].outcome !== 'anomaly') return
        if (at - (told[i] ?? 0) > SAME_EVENT) counts[i] = (counts[i] ?? 0) + 1
        told[i] = at
      })
    }
  }
  const weeks = (tools * (DAYS - metricConfig.daysMin) * DAY) / WEEK
  const total = counts.reduce((sum, count) => sum + count, 0)
  return `| ${load.calls} | ${name} | ${counts.join(' | ')} | ${(total / weeks).toFixed(3)} |`
}

interface Planted {
  delay: number
  /** It began when the tool had about its stated calls. */
  usual: boolean
  /** Whether the best of all tests would have found it; null where that is not computed. */
  ideal: boolean | null
}

/** Every fault planted at the same moments into the same tools. */
function plant(tools: number, load: Load): Planted[][] {
  const limits = FAULTS.map(({ change, within }) => (change.errors ? idealLimit(load, change.errors, within / WINDOW) : null))
  const planted: Planted[][] = FAULTS.map(() => [])
  for (let tool = 0; tool < tools; tool++) {
    const [random, chance] = [randomOf(1_000 + tool + load.calls), randomOf(4_000 + tool + load.calls)]
    const memory = emptyMemory(START)
    const warm = (WARM_DAYS * DAY) / WINDOW
    const week = WEEK / WINDOW
    const moments = new Set(Array.from({ length: PLANTED_PER_TOOL }, () => warm + Math.floor(chance() * week)))
    for (let i = 1; i <= warm + week; i++) {
      const at = START + i * WINDOW
      if (moments.has(i))
        FAULTS.forEach(({ metric, within, change }, fault) => {
          const windows = Array.from({ length: within / WINDOW }, (_, k) => windowAt(at + k * WINDOW, load, chance, change))
          const limit = limits[fault] ?? null
          planted[fault]?.push({
            delay: delayOf(structuredClone(memory), metric, windows),
            usual: Math.abs(meanAt(at, load) / load.calls - 1) <= ABOUT,
            ideal: change.errors && limit !== null ? idealEvidence(windows, change.errors) >= limit : null,
          })
        })
      live(memory, windowAt(at, load, random, {}))
    }
  }
  return planted
}

function faultRow(name: string, { name: fault, within, aim }: Fault, { calls }: Load, planted: readonly Planted[]): string {
  const share = (list: readonly Planted[], found: (one: Planted) => boolean) => percent(list.filter(found).length / list.length)
  const usual = planted.filter((one) => one.usual)
  const delays = planted.map(({ delay }) => delay).sort((a, b) => a - b)
  const median = delays[delays.length >> 1] ?? Number.POSITIVE_INFINITY
  const middle = Number.isFinite(median) ? `${median / MINUTE} min` : 'longer'
  const ours = (one: Planted) => one.delay <= within
  const ideal = (list: readonly Planted[]) => (list.some((one) => one.ideal !== null) ? share(list, (one) => one.ideal === true) : '')
  const cells = [fault, calls, name, `${within / MINUTE} min`, percent(aim), share(usual, ours), ideal(usual), share(planted, ours), ideal(planted), middle]
  return `| ${cells.join(' | ')} |`
}

/** From the start of the fault to the end of the window that notifies; infinite if none of its windows does. */
function delayOf(memory: ToolMemory, metric: AnomalyMetric, windows: readonly ToolWindow[]): number {
  const found = windows.findIndex((window) => live(memory, window)[metric].outcome === 'anomaly')
  return found < 0 ? Number.POSITIVE_INFINITY : (found + 1) * WINDOW
}

/** As the pass does it: once a day the tool is taken stock of. */
function live(memory: ToolMemory, window: ToolWindow) {
  const { verdicts } = observeTool(memory, window, observation)
  if (window.at % HALF_HOUR === 0 && slotAt(window.at) === 0) takeStock(memory, window.at)
  return verdicts
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
