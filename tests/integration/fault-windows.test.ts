import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/invocations/route'
import { withPlatform } from '@/db/client'
import { attributeFault, coversTool, type FaultSpan } from '@/lib/ingest/attribute-fault'
import { forgetCatalogue } from '@/lib/ingest/catalogue/queries'
import { closeFaultWindow, openFaultWindow, placeFaultWindow, withdrawFaultWindow } from '@/lib/ingest/commands/fault-windows'
import { judgeMarkedCalls } from '@/lib/ingest/commands/judge-marked-calls'
import { reattributeFaults } from '@/lib/ingest/commands/reattribute-faults'
import { HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { callRow, jobContext, linesRequest, seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
const base = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR
const at = (minutes: number) => new Date(base + minutes * MINUTE)
let key: string

beforeAll(async () => {
  const owner = database.owner()
  await seedPublisher(owner, 'alpha', 3)
  await owner`update tools set route = '/v1/one', depends_on = '{acme}' where external_id = 'alpha/tool-1'`
  await owner`update tools set route = '/v1/two' where external_id = 'alpha/tool-2'`
  key = await seedKey(owner, null)
})

beforeEach(async () => {
  await database.owner()`truncate invocations, rollup_marks, fault_windows, attribution_marks`
  forgetCatalogue()
})

async function send(rows: Record<string, unknown>[]): Promise<void> {
  const answer = (await (await POST(linesRequest(key, rows))).json()) as { accepted: number }
  expect(answer.accepted).toBe(rows.length)
}

const failing = (tool: number, minutes: number, more: Record<string, unknown> = {}) =>
  callRow(`alpha/tool-${tool}`, { id: `call-${tool}-${minutes}`, occurredAt: at(minutes).toISOString(), status: 500, ...more })

async function faults(): Promise<Record<string, string>> {
  const rows = await database.owner()`
    select t.external_id as tool, extract(epoch from i.occurred_at - ${at(0)}) / 60 as minutes, coalesce(i.fault::text, 'none') || case when i.excused then ' excused' else '' end as verdict
    from invocations i join tools t on t.id = i.tool_id order by 1, 2`
  return Object.fromEntries(rows.map((row) => [`${String(row.tool).slice(-1)} at ${Number(row.minutes)}`, String(row.verdict)]))
}

describe('fault windows', () => {
  it('re-attribute the calls of a stretch that is confirmed later, and give them back when it moves', async () => {
    await send([
      failing(1, 9),
      failing(1, 10),
      failing(1, 19),
      failing(1, 20),
      failing(2, 15),
      failing(1, 12, { status: 200 }),
      failing(1, 13, { fault: 'consumer' }),
      failing(1, 14, { status: 404 }),
    ])
    const owner = database.owner()
    await owner`truncate rollup_marks`
    const opened = await openFaultWindow(jobContext(), { kind: 'platform', source: 'inc-1', label: 'Gateway', routes: ['/v1/one'], fromAt: at(10) })
    expect(opened.changedCalls).toBe(6)
    const closed = await closeFaultWindow(jobContext(), { source: 'inc-1', toAt: at(20) })
    expect(closed.changedCalls).toBe(1)
    expect(await faults()).toEqual({
      '1 at 9': 'developer',
      '1 at 10': 'platform excused',
      '1 at 12': 'none excused',
      '1 at 13': 'consumer excused',
      '1 at 14': 'platform excused',
      '1 at 19': 'platform excused',
      '1 at 20': 'developer',
      '2 at 15': 'developer',
    })
    const marks = await owner`select distinct extract(epoch from bucket_at - ${at(0)}) / 60 as minutes from rollup_marks order by 1`
    expect(marks.map((mark) => Number(mark.minutes))).toEqual([10, 15, 20])

    // Moving the beginning frees what lay before it.
    await openFaultWindow(jobContext(), { kind: 'platform', source: 'inc-1', label: 'Gateway', routes: ['/v1/one'], fromAt: at(14) })
    expect(await faults()).toMatchObject({ '1 at 10': 'developer', '1 at 12': 'none', '1 at 14': 'platform excused' })
  })

  it('are the same window by source, and change nothing when nothing is new', async () => {
    await send([failing(1, 15)])
    const open = () => openFaultWindow(jobContext(), { kind: 'upstream', source: 'acme-1', label: 'Acme', provider: 'acme', fromAt: at(10) })
    const answers = await Promise.all([open(), open(), open()])
    expect(new Set(answers.map((answer) => answer.window.id)).size).toBe(1)
    expect((await open()).changedCalls).toBe(0)
    expect(await faults()).toEqual({ '1 at 15': 'upstream excused' })
    await closeFaultWindow(jobContext(), { source: 'acme-1', toAt: at(30) })
    expect((await closeFaultWindow(jobContext(), { source: 'acme-1', toAt: at(30) })).changedCalls).toBe(0)
    const journal = await database.owner()`select action from journal where subject_kind = 'fault_window' order by id`
    expect(journal.slice(-2).map((entry) => entry.action)).toEqual(['fault_window.opened', 'fault_window.closed'])
    await expect(closeFaultWindow(jobContext(), { source: 'acme-1', toAt: at(10) })).rejects.toMatchObject({ code: 'invalid' })
    await expect(closeFaultWindow(jobContext(), { source: 'nobody', toAt: at(10) })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are heard of by the process that ingests', async () => {
    await send([failing(1, 1)])
    await openFaultWindow(jobContext(), { kind: 'platform', source: 'inc-2', label: 'All', routes: [], fromAt: at(0) })
    // The announcement travels through the database; nothing is said about how fast.
    await expect
      .poll(
        async () => {
          await database.owner()`delete from invocations`
          await send([failing(2, 3)])
          return faults()
        },
        { timeout: 10_000 },
      )
      .toEqual({ '2 at 3': 'platform excused' })
  })

  it('cover the tools that they name alone, besides those on their routes', async () => {
    await send([failing(1, 15), failing(2, 15), failing(3, 15)])
    const [third] = await database.owner()<{ id: string }[]>`select id from tools where external_id = 'alpha/tool-3'`
    const place = (tools: string[]) =>
      openFaultWindow(jobContext(), { kind: 'platform', source: 'tools', label: 'Some', routes: ['/v1/two'], tools, fromAt: at(10) })
    await place([third?.id ?? ''])
    expect(await faults()).toEqual({ '1 at 15': 'developer', '2 at 15': 'platform excused', '3 at 15': 'platform excused' })
    // What comes in later is charged by what the process remembers of the window.
    await expect
      .poll(
        async () => {
          await database.owner()`delete from invocations`
          await send([failing(1, 16), failing(3, 16)])
          return faults()
        },
        { timeout: 10_000 },
      )
      .toEqual({ '1 at 16': 'developer', '3 at 16': 'platform excused' })
    await place([])
    expect(await faults()).toEqual({ '1 at 16': 'developer', '3 at 16': 'developer' })
  })

  it('that are withdrawn give everything back; what a killed process left is judged by the next', async () => {
    await send([failing(1, 15)])
    await withPlatform((tx) => placeFaultWindow(tx, jobContext(), { kind: 'platform', source: 'gone', label: 'All', routes: [], fromAt: at(10), toAt: at(20) }))
    // Nothing was judged, as when the process dies here.
    expect(await faults()).toEqual({ '1 at 15': 'developer' })
    expect(await judgeMarkedCalls(jobContext(), { mostMs: MINUTE })).toEqual({ changed: 0, done: false })
    const both = await Promise.all([judgeMarkedCalls(jobContext()), judgeMarkedCalls(jobContext())])
    expect(both.reduce((sum, { changed }) => sum + changed, 0)).toBe(1)
    expect(await faults()).toEqual({ '1 at 15': 'platform excused' })
    expect(await withPlatform((tx) => withdrawFaultWindow(tx, jobContext(), 'gone'))).toBe(true)
    expect(await withPlatform((tx) => withdrawFaultWindow(tx, jobContext(), 'gone'))).toBe(false)
    expect(await judgeMarkedCalls(jobContext())).toEqual({ changed: 1, done: true })
    expect(await faults()).toEqual({ '1 at 15': 'developer' })
    expect(await database.owner()`select * from attribution_marks`).toHaveLength(0)
  })

  it('are judged the same in SQL and in TypeScript', async () => {
    const owner = database.owner()
    const ids = await owner<{ id: string }[]>`select id from tools where external_id like 'alpha/tool-%' order by external_id`
    const idOf = (tool: number) => ids[tool - 1]?.id ?? ''
    const tools = [
      { id: idOf(1), tool: 1, route: '/v1/one', dependsOn: ['acme'] },
      { id: idOf(2), tool: 2, route: '/v1/two', dependsOn: [] },
      { id: idOf(3), tool: 3, route: null, dependsOn: [] },
    ]
    const span = fc.record({
      kind: fc.constantFrom('platform' as const, 'upstream' as const),
      routes: fc.constantFrom([], ['/v1/one'], ['/v1/one', '/v1/two'], ['/x']),
      tools: fc.subarray(tools.map(({ id }) => id)),
      provider: fc.constantFrom('acme', 'globex'),
      from: fc.integer({ min: 0, max: 100 }),
      length: fc.option(fc.integer({ min: 1, max: 60 })),
    })
    const call = fc.record({
      tool: fc.constantFrom(...tools),
      minutes: fc.integer({ min: 0, max: 119 }),
      status: fc.constantFrom(200, 400, 404, 410, 429, 500, 502, 'error', null),
      errorCode: fc.constantFrom(null, 'boom', 'upstream.acme', 'upstream.', 'provider.x', 'gateway.x', 'gateway_y', 'gateways', 'my upstream.x'),
      fault: fc.option(fc.constantFrom('developer', 'consumer', 'platform', 'upstream')),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(span, { maxLength: 4 }), fc.array(call, { minLength: 1, maxLength: 60 }), async (spans, calls) => {
        await owner`truncate invocations, fault_windows`
        forgetCatalogue()
        const sent = calls
          .filter((c) => !(c.fault && c.status === 200))
          .map((c, i) => ({ ...c, row: failing(c.tool.tool, c.minutes, { id: `p-${i}`, status: c.status, errorCode: c.errorCode, fault: c.fault }) }))
        fc.pre(sent.length > 0)
        await send(sent.map(({ row }) => row))
        const windows: FaultSpan[] = spans.map((s) => ({
          kind: s.kind,
          routes: s.kind === 'platform' ? [...s.routes] : [],
          tools: s.kind === 'platform' ? [...s.tools] : [],
          provider: s.kind === 'upstream' ? s.provider : null,
          fromMs: at(s.from).getTime(),
          toMs: s.length === null ? null : at(s.from + s.length).getTime(),
        }))
        for (const [i, w] of windows.entries()) {
          await owner`insert into fault_windows (kind, source, label, routes, tools, provider, from_at, to_at)
            values (${w.kind}, ${`w-${i}`}, 'x', ${w.routes}, ${w.tools}, ${w.provider}, ${new Date(w.fromMs)}, ${w.toMs === null ? null : new Date(w.toMs)})`
        }
        await reattributeFaults(jobContext(), { from: at(0), to: at(120) })
        const stored =
          await owner`select fault, excused, fault_stated, outcome, status_code, error_code, occurred_at, tool_id, (select external_id from tools t where t.id = tool_id) as tool from invocations`
        for (const row of stored) {
          const tool = tools.find((t) => row.tool === `alpha/tool-${t.tool}`)
          const expected = attributeFault(
            {
              failed: row.outcome === 'error',
              statusCode: row.status_code,
              errorCode: row.error_code,
              stated: row.fault_stated ? row.fault : null,
              occurredAtMs: row.occurred_at.getTime(),
            },
            windows.filter((w) => tool && coversTool(w, tool)),
          )
          expect({ fault: row.fault, excused: row.excused }).toEqual(expected)
        }
      }),
      { numRuns: 40 },
    )
  })
})
