import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { checkGates } from '@/lib/gates/commands/check-gates'
import { listStandings } from '@/lib/gates/queries/standings'
import { addDays } from '@/lib/time'
import { useDatabase } from '../support/database'
import { atFour, type GatePublisher, seedDays, seedGatePublisher, seedReceipt } from '../support/gates'

const database = useDatabase()
const { owner } = database
const start = new Date('2026-03-02T00:00:00Z')
const stillMine = async () => true
const ctx = (now: Date): Context => ({ actor: { kind: 'job', job: 'test' }, now, requestId: 'test', ip: null })
const check = (day: number) => checkGates(ctx(atFour(start, day)), { now: atFour(start, day), stillMine })

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
})

beforeEach(async () => {
  await owner()`truncate outbox, notification_log, quality_gates, gate_notices, gate_exemptions, reliable_badges, developer_health_scores, tool_metrics_daily,
    tool_health_checks, fault_windows, members, users, tools, developers, organizations cascade`
})

describe('checkGates', () => {
  it('opens, and finds nothing more to do the second time', async () => {
    const publisher: GatePublisher = await seedGatePublisher(owner(), { publishedAt: addDays(start, -400) })
    await seedDays(owner(), publisher, { from: addDays(start, -28), to: addDays(start, -7), percent: 0 })
    await seedDays(owner(), publisher, { from: addDays(start, -7), to: start, percent: 20 })
    await seedReceipt(owner(), publisher, start, 90)
    expect(await check(0)).toEqual({ checked: 5, changed: 2, failed: 0 })
    expect(await check(0)).toMatchObject({ changed: 0, failed: 0 })
    expect(await check(1)).toMatchObject({ changed: 0, failed: 0 })
    const rows = await owner()`select type::text, state::text from quality_gates order by type`
    expect(rows.map(({ type, state }) => `${type} ${state}`)).toEqual(['error_rate_critical grace', 'error_rate_elevated grace'])
    const standings = await withPlatform((tx) => listStandings(tx))
    expect([...standings.values()]).toEqual([{ toolId: publisher.toolId, standing: 'normal', badges: [] }])
  })
})
