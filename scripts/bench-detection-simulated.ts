// Simulated tools for bench:detection: what notifies about healthy ones, and how soon planted faults do.
import { HALF_HOUR, slotAt } from '../lib/anomalies/detect/tool/half-hours'
import { emptyMemory, nothingOpen, observeTool, shippedConfig, type ToolMemory, takeStock } from '../lib/anomalies/detect/tool/memory'
import { metricConfig, type ToolWindow } from '../lib/anomalies/detect/tool/model'
import { type AnomalyMetric, anomalyMetrics } from '../lib/anomalies/model'
import { DAY, HOUR, MINUTE, WEEK } from '../lib/time'

const WINDOW = 5 * MINUTE
const DAYS = 30
/** Mean calls per window over the day, and the coefficient of variation that chance alone does not explain. */
const LOADS = [20, 100, 500]
const BURSTS = [
  { name: 'Poisson', variation: 0 },
  { name: 'bursty (CV 30 %)', variation: 0.3 },
  { name: 'very bursty (CV 60 %)', variation: 0.6 },
]
/** A healthy tool: calls swing by so much between day and night, weekends have so much of it, so many calls fail. */
const SWING = 0.6
const WEEKEND = 0.6
const ERROR_RATE = 0.01
const LATENCY_MS = 200
const PRICE_MICROS = 2_000
const observation = { openSince: nothingOpen, planned: false, config: shippedConfig }
/** Detections this close to the last are the same. */
const SAME_EVENT = HOUR
/** Faults are planted after so many days, so many per simulated tool. */
const WARM_DAYS = 14
const PLANTED_PER_TOOL = 25
const START = 2_900 * WEEK

interface Load {
  calls: number
  variation: number
}

interface Fault {
  name: string
  metric: AnomalyMetric
  within: number
  aim: number
  change: { calls?: number; errors?: number; latency?: number }
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
  say(`\nPlanted for an hour (${tools * PLANTED_PER_TOOL} times each)`)
  say('| fault | calls per 5 min | traffic | within | aim | found while it has these calls or more | found at any time, nights too | median delay |')
  say('|---|---|---|---|---|---|---|---|')
  for (const fault of FAULTS) for (const calls of LOADS) for (const { name, variation } of BURSTS) say(faultRow(tools, name, fault, { calls, variation }))
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

function faultRow(tools: number, name: string, { name: fault, metric, within, aim, change }: Fault, load: Load): string {
  const planted: { delay: number; busy: boolean }[] = []
  for (let tool = 0; tool < tools; tool++) {
    const random = randomOf(1_000 + tool + load.calls)
    const memory = emptyMemory(START)
    const warm = (WARM_DAYS * DAY) / WINDOW
    const week = WEEK / WINDOW
    const moments = new Set(Array.from({ length: PLANTED_PER_TOOL }, () => warm + Math.floor(random() * week)))
    for (let i = 1; i <= warm + week; i++) {
      const at = START + i * WINDOW
      if (moments.has(i))
        planted.push({ delay: delayOf(structuredClone(memory), { metric, at, within, change }, load, random), busy: meanAt(at, load) >= load.calls })
      live(memory, windowAt(at, load, random, {}))
    }
  }
  const found = (list: typeof planted) => percent(list.filter(({ delay }) => delay <= within).length / list.length)
  const delays = planted.map(({ delay }) => delay).sort((a, b) => a - b)
  const median = delays[delays.length >> 1] ?? Number.POSITIVE_INFINITY
  const middle = Number.isFinite(median) ? `${median / MINUTE} min` : 'longer'
  const cells = [fault, load.calls, name, `${within / MINUTE} min`, percent(aim), found(planted.filter(({ busy }) => busy)), found(planted), middle]
  return `| ${cells.join(' | ')} |`
}

/** From the start of the fault to the end of the window that notifies; infinite if none does in time. */
function delayOf(
  memory: ToolMemory,
  { metric, at, within, change }: Pick<Fault, 'metric' | 'within' | 'change'> & { at: number },
  load: Load,
  random: () => number,
): number {
  for (let end = at; end < at + within; end += WINDOW) {
    if (live(memory, windowAt(end, load, random, change))[metric].outcome === 'anomaly') return end - at + WINDOW
  }
  return Number.POSITIVE_INFINITY
}

/** As the pass does it: once a day the tool is taken stock of. */
function live(memory: ToolMemory, window: ToolWindow) {
  const { verdicts } = observeTool(memory, window, observation)
  if (window.at % HALF_HOUR === 0 && slotAt(window.at) === 0) takeStock(memory, window.at)
  return verdicts
}

function windowAt(at: number, load: Load, random: () => number, change: Fault['change']): ToolWindow {
  const hour = (at % DAY) / HOUR
  const calls = poisson(meanAt(at, load) * (change.calls ?? 1) * burst(load.variation, random), random)
  const errors = Math.min(calls, poisson(calls * ERROR_RATE * (change.errors ?? 1), random))
  // The median of log-normal latencies: it varies with the square root of the calls, and a little by itself.
  const noise = (normal(random) * 0.75) / Math.sqrt(Math.max(1, calls)) + 0.05 * normal(random)
  const latency = calls === 0 ? null : LATENCY_MS * (1 + 0.15 * Math.sin(((hour - 6) / 24) * 2 * Math.PI)) * Math.exp(noise) * (change.latency ?? 1)
  return { at, calls, rated: calls, errors, latencyMs: latency, latencyCalls: calls, revenueMicros: (calls - errors) * PRICE_MICROS }
}

/** The calls that the load has in the window that ends then. */
function meanAt(at: number, { calls }: Load): number {
  const weekend = [0, 6].includes(new Date(at - 1).getUTCDay()) ? WEEKEND : 1
  return calls * weekend * (1 + SWING * Math.sin((((at % DAY) / HOUR - 8) / 24) * 2 * Math.PI))
}

/** A factor of mean 1 and the given coefficient of variation, gamma distributed: with it a Poisson number is negative binomial. */
function burst(variation: number, random: () => number): number {
  return variation === 0 ? 1 : gamma(1 / variation ** 2, random) * variation ** 2
}

/** Marsaglia & Tsang, for shapes from 1 on. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Knuth's product of uniforms, halved while the mean is large. */
function poisson(mean: number, random: () => number): number {
  if (mean > 100) return poisson(mean / 2, random) + poisson(mean / 2, random)
  const limit = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > limit; product *= random()) count++
  return Math.max(0, count)
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
