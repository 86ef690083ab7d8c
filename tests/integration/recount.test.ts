import { beforeAll, describe, expect, it } from 'vitest'
import { comparePeers } from '@/lib/peers/commands'
import { calculateHealthScores } from '@/lib/scores/commands'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { seedMarketplace } from '../support/marketplace'
import { type Recounted, recountPeers } from '../support/peer-recount'
import { recountScores } from '../support/score-recount'

// A thousand random developers, scored and compared by the product, and counted again in another shape.

const DEVELOPERS = 1_000
const database = useDatabase()
const asOf = new Date('2026-03-01T00:00:00Z')
const at = { now: new Date('2026-03-01T05:30:00Z'), stillMine: async () => true }

interface StoredStanding {
  developer_id: string
  category: string
  metric: string
  state: string
  value: number | null
  better_than: number | null
}

let standings: StoredStanding[]
let recounted: Map<string, Recounted>
const keyOf = (row: { developer_id: string; category: string; metric: string }) => `${row.developer_id} ${row.category} ${row.metric}`

beforeAll(async () => {
  const owner = database.owner()
  await seedMarketplace(owner, { asOf, developers: DEVELOPERS })
  await owner`analyze`
  expect(await calculateHealthScores(jobContext(at.now), at)).toEqual({ checked: DEVELOPERS, changed: DEVELOPERS, failed: 0 })
  expect(await comparePeers(jobContext(at.now), at)).toMatchObject({ checked: DEVELOPERS, failed: 0 })
  standings = await owner<StoredStanding[]>`select developer_id, category, metric, state, value, better_than from peer_standings where as_of = ${asOf}`
  recounted = new Map((await recountPeers(owner, { asOf, now: at.now })).map((row) => [keyOf(row), row]))
}, 180_000)

describe('scores of a thousand developers', () => {
  it('equal the recount: state, total, cap, every dimension, every metric', async () => {
    const stored = await database.owner()`select * from developer_health_scores where as_of = ${asOf} order by developer_id`
    const recount = await recountScores(database.owner(), { asOf, now: at.now })
    expect(recount).toHaveLength(DEVELOPERS)
    expect(
      stored.map(({ developer_id, state, score, capped_at, breakdown }) => ({
        developer_id,
        state,
        score,
        capped_at,
        dimensions: breakdown.dimensions,
        metrics: breakdown.metrics,
      })),
    ).toEqual(recount.map((row) => ({ ...row })))
  }, 180_000)

  it('lie in 0..100 and are the sum of their dimensions, held down by the cap where one applies', async () => {
    const stored = await database.owner()`select score, capped_at, breakdown from developer_health_scores where as_of = ${asOf} and state = 'scored'`
    let capped = 0
    for (const { score, capped_at, breakdown } of stored) {
      const points = Object.values(breakdown.dimensions as Record<string, number | null>).flatMap((dimension) => dimension ?? [])
      for (const dimension of points) expect(dimension >= 0 && dimension <= 20).toBe(true)
      // A dimension without data is left out and the others are scaled up.
      const whole = (points.reduce((sum, dimension) => sum + dimension, 0) * 5) / points.length
      expect(Math.abs(breakdown.uncapped - whole)).toBeLessThanOrEqual(0.05 + 1e-9)
      expect(score).toBe(Math.min(breakdown.uncapped, capped_at ?? 100))
      expect(score >= 0 && score <= 100).toBe(true)
      if (capped_at !== null) capped++
    }
    expect(stored.length).toBeGreaterThan(500)
    expect(capped).toBeGreaterThan(10)
  })
})

describe('percentiles of a thousand developers', () => {
  it('equal the recount, figure by figure, ties in the middle', () => {
    const ranked = standings.filter((standing) => standing.state === 'ranked')
    expect(ranked.length).toBeGreaterThan(4_000)
    for (const { better_than, value, ...standing } of ranked) {
      const again = recounted.get(keyOf(standing))
      expect({ key: keyOf(standing), found: again !== undefined }).toEqual({ key: keyOf(standing), found: true })
      expect(value).toBeCloseTo(again?.value ?? Number.NaN, 9)
      expect(better_than).toBeCloseTo(again?.betterThan ?? Number.NaN, 9)
    }
    // Ties were among them.
    const uptimes = ranked.filter(({ metric, category }) => metric === 'rating' && category === '').map(({ value }) => value)
    expect(new Set(uptimes).size).toBeLessThan(uptimes.length)
  })

  it('are stored for everybody whom the recount finds, and for nobody else', () => {
    const withValue = standings.filter((standing) => standing.value !== null)
    expect(new Set(withValue.map(keyOf))).toEqual(new Set(recounted.keys()))
    expect(new Set(standings.map((standing) => standing.developer_id)).size).toBe(DEVELOPERS)
    expect(new Set(standings.map((standing) => standing.state))).toEqual(new Set(['new', 'inactive', 'not_applicable', 'too_few', 'ranked']))
  })

  it('lie in 0..1, average to a half, and a better value never stands lower', () => {
    const groups = new Map<string, StoredStanding[]>()
    for (const standing of standings) {
      if (standing.state !== 'ranked') continue
      const key = `${standing.category}/${standing.metric}`
      groups.set(key, [...(groups.get(key) ?? []), standing])
    }
    expect(groups.size).toBeGreaterThanOrEqual(20)
    for (const [key, group] of groups) {
      const shares = group.map(({ better_than }) => better_than ?? -1)
      expect(Math.min(...shares), key).toBeGreaterThanOrEqual(0)
      expect(Math.max(...shares), key).toBeLessThanOrEqual(1)
      expect(shares.reduce((sum, share) => sum + share, 0) / group.length, key).toBeCloseTo(0.5, 9)
      const sign = /error_rate|latency/.test(key) ? -1 : 1
      const sorted = group.toSorted((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)))
      for (const [i, standing] of sorted.entries()) {
        const next = sorted[i + 1]
        if (!next) continue
        if (next.value === standing.value) expect(next.better_than, key).toBe(standing.better_than)
        else expect(next.better_than ?? 0, key).toBeGreaterThan(standing.better_than ?? 1)
      }
    }
  })

  it('groups have the size and about the quartiles that the recount finds; the rare category has none', async () => {
    const groups = await database.owner()`select category, metric, size, p25, median, p75 from peer_groups where as_of = ${asOf}`
    expect(groups.some(({ category }) => category === 'rare')).toBe(false)
    for (const { category, metric, size, p25, median, p75 } of groups) {
      const values = [...recounted.values()].filter((row) => row.category === category && row.metric === metric).map(({ value }) => value)
      values.sort((a, b) => a - b)
      expect(size, `${category}/${metric}`).toBe(values.length)
      expect(size, `${category}/${metric}`).toBeGreaterThanOrEqual(20)
      for (const [quartile, stored] of [
        [0.25, p25],
        [0.5, median],
        [0.75, p75],
      ]) {
        const place = quartile * (size - 1)
        const [low = 0, high = 0] = [values[Math.max(0, Math.ceil(place) - 2)], values[Math.min(size - 1, Math.floor(place) + 2)]]
        // Between its neighbours in rank, and off by the rounding at most.
        const slack = { score: 0.5, rating: 0.05, uptime: 0.006, error_rate: high * 0.06, latency: high * 0.06 }[metric as 'score']
        expect(stored, `${category}/${metric} ${quartile}`).toBeGreaterThanOrEqual(low - slack)
        expect(stored, `${category}/${metric} ${quartile}`).toBeLessThanOrEqual(high + slack)
      }
    }
  })
})
