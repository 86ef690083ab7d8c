import type { ReservedSql } from 'postgres'
import { people, personId } from '@/db/demo/people'
import { buildWorld, SCORE_DAYS } from '@/db/demo/world'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { checkGates } from '@/lib/gates/commands/check-gates'
import { requestExemption } from '@/lib/gates/commands/exemptions'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { tellGateNotices } from '@/lib/notifications/commands/tell-gate-notices'
import { addDays, HOUR, MINUTE, startOfDay } from '@/lib/time'

const stillMine = async () => true

/**
 * Lives through the nights of the last weeks: the real check judges the simulated publishers alone, and what
 * they are owed to be told counts as sent a minute later. Then the owner of the failing publisher asks for an
 * exemption, so that staff find one to decide.
 */
export async function liveThroughGates(sql: ReservedSql, { seed, now }: { seed: number; now: Date }): Promise<void> {
  for (let daysAgo = SCORE_DAYS - 1; daysAgo >= 0; daysAgo--) {
    const four = new Date(addDays(startOfDay(now), -daysAgo).getTime() + 4 * HOUR)
    if (four > now) break
    await checkGates(jobAt(four), { now: four, stillMine, only: 'simulated' })
    const told = new Date(four.getTime() + MINUTE)
    await tellGateNotices({ now: told, stillMine, only: 'simulated' })
    await sql`
      update outbox o set state = 'sent', sent_at = ${told}, provider_id = 'local', attempts = 1
      from organizations org
      where org.id = o.organization_id and org.simulated and o.template = 'gate-warning' and o.state = 'pending'`
  }
  await askForExemption(seed, now)
}

async function askForExemption(seed: number, now: Date): Promise<void> {
  for (const person of people) {
    const publisher = buildWorld(seed, now).developers.find(({ name }) => name === person.owns)
    if (publisher?.offer.profile !== 'failing') continue
    const { organizationId } = publisher
    const [gate] = await readTenant({ organizationId }, (tx) => listOpenGates(tx, { organizationId }))
    if (!gate) return
    const userId = personId(seed, person)
    const actor = { kind: 'user' as const, userId, sessionId: userId, platformRole: null, organizationId, memberRole: 'owner' as const }
    await requestExemption(
      { actor, now: addDays(now, -1), requestId: 'demo-load', ip: null, organizationId },
      {
        type: gate.type,
        toolId: gate.toolId,
        reason: 'A carrier shut its old gateway down early; the new contract begins next month and the route is rebuilt until then.',
        evidence: 'Notice of the carrier of last week; the new route is in test with two customers.',
        until: addDays(startOfDay(now), 40),
      },
    ).catch((error: unknown) => {
      // A load over a marketplace whose exemption somebody has decided meanwhile finds it in force.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    })
  }
}

function jobAt(now: Date): Context {
  return { actor: { kind: 'job', job: 'demo-load' }, now, requestId: 'demo-load', ip: null }
}
