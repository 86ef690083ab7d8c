import { describe, expect, it } from 'vitest'
import { attributeFault, coversTool, type FaultSpan } from '@/lib/ingest/attribute-fault'
import { sketchQuantile } from '@/lib/sketch'
import { addDays, DAY, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { callId, callsOfSlot, type DemoCall } from './calls'
import { SLOT } from './curves'
import { historyOf, type ToolHistory } from './history'
import { buildWorld, type DemoTool, type World } from './world'

const now = new Date('2026-03-18T10:17:23.400Z')
const world = buildWorld(20, now)
const today = startOfDay(now)
const span = {
  dailyFromMs: addDays(today, -84).getTime(),
  fromMs: addDays(today, -60).getTime(),
  fiveFromMs: addDays(today, -1).getTime(),
  rawFromMs: addDays(today, -1).getTime(),
  toMs: now.getTime(),
}

const toolNamed = (name: string, of: World = world): DemoTool => {
  const found = of.tools.find((tool) => tool.offer.name === name)
  if (!found) throw new Error(`no tool ${name}`)
  return found
}

const histories = new Map<string, ToolHistory>()
function history(name: string): ToolHistory {
  const known = histories.get(name) ?? historyOf(world, toolNamed(name), span)
  histories.set(name, known)
  return known
}

/** Calls per day of the given days before the anchor's day, from hourly rows. */
function volume(name: string, fromDay: number, toDay: number): number {
  const rows = history(name).daily.filter((row) => row.bucketMs >= addDays(today, -fromDay).getTime() && row.bucketMs < addDays(today, -toDay).getTime())
  return rows.reduce((sum, row) => sum + row.invocations, 0) / (fromDay - toDay)
}

const sum = <T>(rows: T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)

describe('the same seed and now', () => {
  it('make the same world, calls and rollups', () => {
    const again = buildWorld(20, new Date(now))
    expect(JSON.stringify(again)).toBe(JSON.stringify(world))
    const few = { ...span, dailyFromMs: addDays(today, -3).getTime(), fromMs: addDays(today, -3).getTime() }
    const [first, second] = [world, again].map((of) => {
      const { calls, ...rollups } = historyOf(of, toolNamed('Live Translate', of), few)
      return { ...rollups, calls: calls.map((call) => [callId(of, call), call.latencyMs, call.consumer.index, call.errorCode]) }
    })
    expect(second).toEqual(first)
    expect(first?.calls.length).toBeGreaterThan(500)
  })

  it('do so one slot at a time, in any order', () => {
    const tool = toolNamed('Brief Summary')
    const slots = [0, 1, 2].map((i) => today.getTime() + 8 * HOUR + i * SLOT)
    const forwards = slots.map((slot) => callsOfSlot(world, tool, slot).map((call) => callId(world, call)))
    const backwards = [...slots].reverse().map((slot) => callsOfSlot(world, tool, slot).map((call) => callId(world, call)))
    expect(backwards.reverse()).toEqual(forwards)
    expect(forwards.flat().length).toBeGreaterThan(0)
  })

  it('keep ids when only now changes, and change them with the seed', () => {
    const later = buildWorld(20, addDays(now, 3))
    expect(later.tools.map((tool) => tool.id)).toEqual(world.tools.map((tool) => tool.id))
    const other = buildWorld(21, now)
    expect(other.tools.some((tool, i) => tool.id === world.tools[i]?.id)).toBe(false)
  })
})

describe('the world', () => {
  it('has the size that was promised, without a name or id twice', () => {
    expect([world.developers.length, world.tools.length, world.consumers.length]).toEqual([40, 120, 400])
    const organizations = [...world.developers, ...world.consumers]
    for (const of of [
      (o: (typeof organizations)[number]) => o.name,
      (o: (typeof organizations)[number]) => o.slug,
      (o: (typeof organizations)[number]) => o.externalId,
    ]) {
      expect(new Set(organizations.map(of)).size).toBe(440)
    }
    expect(new Set(world.tools.map((tool) => tool.slug)).size).toBe(120)
  })

  it('has heavy-tailed volumes: a tenth of the tools take nearly half of the calls', () => {
    const calls = world.tools.map((tool) => tool.callsPerDay).sort((a, b) => b - a)
    expect(sum(calls.slice(0, 12), (n) => n) / sum(calls, (n) => n)).toBeGreaterThan(0.35)
  })
})

describe.each(['Brief Summary', 'Order Risk', 'Card Charge', 'Text Message', 'Port Delays'])('history of %s', (name) => {
  it('has days that are the sums of their hours', () => {
    const { hourly, daily } = history(name)
    for (const day of daily.filter((row) => row.bucketMs >= span.fromMs)) {
      const hours = hourly.filter((row) => row.bucketMs >= day.bucketMs && row.bucketMs < day.bucketMs + DAY)
      for (const figure of [
        'invocations',
        'errors',
        'errors4xx',
        'errors429',
        'errors5xx',
        'fairRated',
        'fairErrors',
        'latencySumMs',
        'revenueMicros',
      ] as const) {
        expect(sum(hours, (row) => row[figure])).toBe(day[figure])
      }
      expect(sum(hours, (row) => sum(row.sketchCounts, (n) => n))).toBe(day.invocations)
      expect(Math.max(...hours.map((row) => row.consumers))).toBeLessThanOrEqual(day.consumers)
    }
  })

  it('has usage that adds up to the days', () => {
    const { usage, daily } = history(name)
    for (const day of daily.filter((row) => row.bucketMs >= span.fromMs)) {
      const rows = usage.filter((row) => row.dayMs === day.bucketMs)
      expect(rows.length).toBe(day.consumers)
      expect(sum(rows, (row) => row.invocations)).toBe(day.invocations)
      expect(sum(rows, (row) => row.errors)).toBe(day.errors)
      expect(sum(rows, (row) => row.spendMicros)).toBe(day.revenueMicros)
    }
  })

  it('charges failures as the product does', () => {
    const tool = toolNamed(name)
    const spans: FaultSpan[] = world.outages
      .map((outage) => ({ kind: outage.kind, routes: [], tools: [], provider: outage.provider, fromMs: outage.from.getTime(), toMs: outage.to.getTime() }))
      .filter((each) => coversTool(each, { id: name, route: tool.route, dependsOn: tool.offer.dependsOn }))
    // Around every outage that covers it, and the newest day.
    const moments = [...spans.map((each) => each.fromMs - SLOT), today.getTime()]
    for (const fromMs of moments) {
      for (let slot = Math.floor(fromMs / SLOT) * SLOT; slot < fromMs + 3 * HOUR; slot += SLOT) {
        for (const call of callsOfSlot(world, tool, slot)) expect(productSays(call, spans)).toEqual({ fault: call.fault, excused: call.excused })
      }
    }
  })

  it('has a latency sketch near the tool’s median', () => {
    const [day] = history(name).daily.slice(-8, -7)
    if (!day) return
    const median = sketchQuantile({ keys: day.sketchKeys, counts: day.sketchCounts }, 0.5) ?? 0
    expect(median / toolNamed(name).medianMs).toBeGreaterThan(0.7)
    expect(median / toolNamed(name).medianMs).toBeLessThan(1.3)
  })
})

function productSays(call: DemoCall, spans: FaultSpan[]) {
  return attributeFault({ failed: call.fault !== null, statusCode: call.statusCode, errorCode: call.errorCode, stated: null, occurredAtMs: call.atMs }, spans)
}

describe('planted stories', () => {
  const hoursOf = (name: string, daysBefore: number, from: number, to: number) =>
    history(name).hourly.filter(
      (row) => row.bucketMs >= addDays(today, -daysBefore).getTime() + from * HOUR && row.bucketMs < addDays(today, -daysBefore).getTime() + to * HOUR,
    )
  const errorRatio = (rows: ToolHistory['hourly']) => sum(rows, (row) => row.errorsDeveloper) / sum(rows, (row) => row.invocations)

  it('error spike: Order Risk, three days ago at 13:10', () => {
    expect(errorRatio(hoursOf('Order Risk', 3, 14, 15))).toBeGreaterThan(0.2)
    expect(errorRatio(hoursOf('Order Risk', 3, 8, 13))).toBeLessThan(0.1)
  })

  it('latency regression: Company Facts since its release nine days ago', () => {
    const mean = (rows: ToolHistory['hourly']) => sum(rows, (row) => row.latencySumMs) / sum(rows, (row) => row.invocations)
    expect(mean(hoursOf('Company Facts', 8, 0, 24)) / mean(hoursOf('Company Facts', 10, 0, 24))).toBeGreaterThan(1.9)
  })

  const callsOf = (name: string, fromMs: number, toMs: number) => history(name).calls.filter((call) => call.atMs >= fromMs && call.atMs < toMs)
  const failing = (calls: DemoCall[]) => sum(calls, (call) => (call.fault ? 1 : 0)) / calls.length
  const yesterday = addDays(today, -1).getTime()

  it('retry loop: one consumer of Term Extractor, until now', () => {
    const calls = callsOf('Term Extractor', now.getTime() - 60 * MINUTE, now.getTime())
    const looping = calls.filter((call) => call.errorCode === 'input.unprocessable' && call.statusCode === 422)
    expect(looping.length).toBeGreaterThan(400)
    const [first] = looping
    expect(looping.filter((call) => call.consumer === first?.consumer).length).toBeGreaterThan(0.97 * looping.length)
    expect(failing(callsOf('Term Extractor', yesterday, now.getTime() - 3 * HOUR))).toBeLessThan(0.1)
    for (const call of looping.slice(0, 50)) expect(productSays(call, [])).toMatchObject({ fault: 'consumer' })
  })

  it('bad release: Route Planner yesterday from 02:00, whoever calls', () => {
    const during = callsOf('Route Planner', yesterday + 2 * HOUR, yesterday + 5 * HOUR)
    expect(failing(during)).toBeGreaterThan(0.3)
    expect(new Set(during.filter((call) => call.fault === 'developer').map((call) => call.consumer)).size).toBeGreaterThan(10)
    expect(failing(callsOf('Route Planner', yesterday, yesterday + 2 * HOUR))).toBeLessThan(0.1)
    expect(failing(callsOf('Route Planner', yesterday + 6 * HOUR, yesterday + 9 * HOUR))).toBeLessThan(0.1)
  })

  it('expired key: northgate-llm refuses Tone Rewrite yesterday from 08:40, and nobody else', () => {
    const window = [yesterday + 9 * HOUR, yesterday + 11 * HOUR] as const
    const refused = callsOf('Tone Rewrite', ...window).filter((call) => call.statusCode === 401 && call.errorCode === 'upstream.northgate-llm')
    expect(refused.length / callsOf('Tone Rewrite', ...window).length).toBeGreaterThan(0.85)
    for (const call of refused.slice(0, 50)) expect(productSays(call, [])).toMatchObject({ fault: 'upstream' })
    expect(failing(callsOf('Brief Summary', ...window))).toBeLessThan(0.1)
  })

  it('outage of cartograph: six tools of three publishers yesterday from 20:30, with enough calls to tell', () => {
    const names = ['Address Lookup', 'Travel Times', 'Route Planner', 'Parking Near', 'Map Tiles', 'Static Map']
    const onIt = world.tools.filter((tool) => tool.offer.dependsOn.includes('cartograph'))
    expect(onIt.map((tool) => tool.offer.name).sort()).toEqual([...names].sort())
    expect(new Set(onIt.map((tool) => tool.developer.index)).size).toBe(3)
    for (const name of names) {
      const calls = callsOf(name, yesterday + 21 * HOUR, yesterday + 21.5 * HOUR)
      expect(calls.length, name).toBeGreaterThan(50)
      expect(failing(calls), name).toBeGreaterThan(0.7)
    }
  })

  it('traffic drop: Exchange Rates since two days ago', () => {
    expect(volume('Exchange Rates', 1, 0) / volume('Exchange Rates', 10, 3)).toBeLessThan(0.4)
  })

  it('slow decline: Page Text over six weeks', () => {
    expect(volume('Page Text', 7, 0) / volume('Page Text', 52, 45)).toBeLessThan(0.55)
  })

  it('dormant: nobody calls Push Notes', () => {
    expect(volume('Push Notes', 69, 0)).toBe(0)
    expect(volume('Push Notes', 84, 71)).toBeGreaterThan(20)
  })

  it('provider outage: excused for those who stand on it', () => {
    const rows = hoursOf('Brief Summary', 6, 14, 16)
    expect(sum(rows, (row) => row.errorsUpstream)).toBeGreaterThan(20)
    expect(sum(rows, (row) => row.fairRated)).toBeLessThan(sum(rows, (row) => row.invocations))
    expect(sum(hoursOf('Term Extractor', 6, 14, 16), (row) => row.errorsUpstream)).toBe(0)
  })
})
