import { describe, expect, it } from 'vitest'
import { classify } from '@/lib/probes/classify'
import { addDays, HOUR, startOfDay } from '@/lib/time'
import { SLOT } from './curves'
import { probeAt, probeWindows } from './probes'
import { buildWorld } from './world'

const now = new Date('2026-03-18T10:17:23.400Z')
const world = buildWorld(20, now)
const today = startOfDay(now).getTime()
const from = addDays(startOfDay(now), -60).getTime()
const toolNamed = (name: string) => world.tools.find((tool) => tool.offer.name === name)

describe('probeAt', () => {
  it('says of every answer what the product’s own probe would', () => {
    for (const tool of world.tools) {
      for (let at = today - 6 * HOUR; at < today; at += SLOT) {
        const answer = probeAt(world, tool, at)
        if (!answer) continue
        const { state, reason } = classify({
          outcome: 'answered',
          status: answer.statusCode,
          latencyMs: answer.latencyMs,
          retryAfter: null,
          stoppedAt: null,
          body: '',
        })
        expect({ state: answer.state, reason: answer.reason }).toEqual({ state, reason })
      }
    }
  })

  it.each([
    ['a dead endpoint before its story', 'Sanction Check', addDays(now, -5), 'up'],
    ['a dead endpoint', 'Sanction Check', now, 'down'],
    ['a slow endpoint', 'Route Planner', now, 'degraded'],
    ['a tool without an endpoint', 'Upscale Four', now, undefined],
  ])('%s', (_, name, at, state) => {
    const tool = toolNamed(name)
    const states = Array.from({ length: 12 }, (_, i) => tool && probeAt(world, tool, Math.floor(at.getTime() / SLOT) * SLOT - i * SLOT)?.state)
    expect(states.filter((each) => each === state).length).toBeGreaterThan(10)
  })

  it('leaves well-kept endpoints up nearly always', () => {
    const tool = toolNamed('Address Lookup')
    if (!tool) throw new Error('no such tool')
    const windows = probeWindows(from, now.getTime())
    expect(windows.filter((at) => probeAt(world, tool, at)?.state === 'down').length / windows.length).toBeLessThan(0.005)
  })
})

describe('probeWindows', () => {
  const windows = probeWindows(from, now.getTime())

  it('holds closed windows only, oldest first, none twice', () => {
    expect(windows[0]).toBe(from)
    expect(windows.at(-1)).toBe(Date.parse('2026-03-18T10:10:00Z'))
    expect(windows.every((at, i) => at % SLOT === 0 && (i === 0 || at > (windows[i - 1] ?? 0)))).toBe(true)
  })

  it('is dense for the newest hours, one an hour before', () => {
    const inHour = (fromMs: number) => windows.filter((at) => at >= fromMs && at < fromMs + HOUR).length
    expect(inHour(today + 7 * HOUR)).toBe(12)
    expect(inHour(today - 3 * HOUR)).toBe(1)
    expect(inHour(addDays(new Date(today), -30).getTime())).toBe(1)
  })
})
