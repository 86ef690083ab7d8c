import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { decide } from '../decide'
import { type GateType, gateSpecs } from '../model'
import { type Background, type Case, developerCases, readBackground, readToolCases, toolGates } from '../queries/read-cases'
import { type OpenGate, readOpenGates } from '../queries/read-episodes'
import { listDeveloperSubjects, listToolSubjects } from '../queries/read-facts'
import { checkBadges } from './check-badges'
import { expireExemptions } from './exemptions'
import { type Move, saveMoves } from './save-moves'

/** Subjects a batch: one read and one write transaction each. A run that is killed keeps the batches before. */
const BATCH = 2_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

type Scope = Work & { only?: 'simulated' }

/**
 * Judges every gate of every tool and publisher as of `now` and takes each at most one step: opens,
 * warns, applies, lifts. Then the badge "Reliable". Running again changes nothing more; a run for an
 * older moment than the last one changes nothing at all.
 * @param work.only judges the simulated publishers alone: their past is made by the demo
 * @returns checked: gates judged and publishers; changed: steps taken; failed: those that could not be
 * @throws when the database is away; what was written before stays
 */
export async function checkGates(ctx: Context, work: Scope): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: await expireExemptions({ ...ctx, now: work.now }), failed: 0 }
  const background = await withPlatform((tx) => readBackground(tx, work.now), { accessMode: 'read only' })
  await checkTools(ctx, work, background, { types: toolGates, onlyLift: [] }, result)
  await checkDevelopers(ctx, work, background, result)
  return result
}

/**
 * What cannot wait for the night: an endpoint that is down has a grace of one day, with a warning at
 * half of it; and what answers again, or is called again, has its place back within the quarter hour.
 * @returns as checkGates
 */
export async function checkQuickGates(ctx: Context, work: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const background = await withPlatform((tx) => readBackground(tx, work.now), { accessMode: 'read only' })
  await checkTools(ctx, work, background, { types: ['health_down', 'dormant'], onlyLift: ['dormant'] }, result)
  return result
}

async function checkTools(
  ctx: Context,
  { now, stillMine, only }: Scope,
  background: Background,
  { types, onlyLift }: { types: GateType[]; onlyLift: GateType[] },
  result: JobResult,
): Promise<void> {
  let after = FIRST_ID
  while (await stillMine()) {
    const batch = await withPlatform(
      async (tx) => {
        const subjects = await listToolSubjects(tx, { after, limit: BATCH, only })
        const [first, last] = [subjects[0], subjects.at(-1)]
        if (!first || !last) return null
        const open = await readOpenGates(tx, 'tool', { from: first.toolId, upto: last.toolId })
        return { upto: last.toolId, open, cases: await readToolCases(tx, subjects, types, background) }
      },
      { accessMode: 'read only' },
    )
    if (!batch) return
    after = batch.upto
    const moves = decideAll(batch.cases, batch.open, now, result)
    await save(
      ctx,
      now,
      moves.filter(({ type, transition }) => !onlyLift.includes(type) || transition.state === 'lifted'),
      result,
    )
  }
}

async function checkDevelopers(ctx: Context, { now, stillMine, only }: Scope, background: Background, result: JobResult): Promise<void> {
  let after = FIRST_ID
  while (await stillMine()) {
    const batch = await withPlatform(
      async (tx) => {
        const developers = await listDeveloperSubjects(tx, { after, limit: BATCH, now, only })
        const [first, last] = [developers[0], developers.at(-1)]
        if (!first || !last) return null
        return { developers, upto: last.developerId, open: await readOpenGates(tx, 'developer', { from: first.developerId, upto: last.developerId }) }
      },
      { accessMode: 'read only' },
    )
    if (!batch) return
    after = batch.upto
    await save(ctx, now, decideAll(developerCases(batch.developers, background), batch.open, now, result), result)
    await attempt(result, batch.developers.length, async () => {
      result.changed += await withPlatform((tx) => checkBadges(tx, batch.developers, background))
    })
  }
}

function decideAll(cases: Case[], open: Map<string, OpenGate[]>, now: Date, result: JobResult): Move[] {
  return cases.flatMap((one): Move[] => {
    const episode = open.get(one.toolId ?? one.developerId)?.find((gate) => gate.type === one.type) ?? null
    result.checked++
    try {
      const transition = decide(gateSpecs[one.type], episode, one, now)
      return transition ? [{ type: one.type, organizationId: one.organizationId, developerId: one.developerId, toolId: one.toolId, episode, transition }] : []
    } catch (error) {
      log().error({ gate: one.type, toolId: one.toolId, developerId: one.developerId, err: rootCause(error) }, 'a gate could not be judged')
      result.failed++
      return []
    }
  })
}

async function save(ctx: Context, now: Date, moves: Move[], result: JobResult): Promise<void> {
  if (moves.length === 0) return
  await attempt(result, moves.length, async () => {
    result.changed += await withPlatform((tx: Tx) => saveMoves(tx, ctx, moves, now))
  })
}

// One batch that cannot be written stops no other.
async function attempt(result: JobResult, size: number, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    log().error({ err: rootCause(error), size }, 'a batch of gates could not be written')
    result.failed += size
  }
}
