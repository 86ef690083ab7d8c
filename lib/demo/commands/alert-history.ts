import { people, personId } from '@/db/demo/people'
import { buildWorld } from '@/db/demo/world'
import { acknowledgeAlerts } from '@/lib/alerts/commands/alerts'
import { declareDependency } from '@/lib/alerts/commands/dependencies'
import { planMaintenance } from '@/lib/alerts/commands/maintenance'
import { markAlertsSeen } from '@/lib/alerts/commands/mark-seen'
import { recordPast } from '@/lib/alerts/commands/record-past'
import { createRule } from '@/lib/alerts/commands/rules'
import { createSilence } from '@/lib/alerts/commands/silences'
import type { LabAlert } from '@/lib/alerts/lab/model'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import { findMetric } from '@/lib/alerts/metrics/catalogue'
import { templates } from '@/lib/alerts/metrics/templates'
import { countUnseen } from '@/lib/alerts/queries/bell'
import { listAlerts } from '@/lib/alerts/queries/list-alerts'
import type { RuleInput } from '@/lib/alerts/rule-input'
import { templateInput } from '@/lib/alerts/template-input'
import { formatMetricValue, operatorWords } from '@/lib/alerts/words'
import type { Context } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { addDays, DAY, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { listTools } from '@/lib/tools/queries'

/** The rules that every publisher has whom somebody can sign in as. */
const FROM_TEMPLATES = ['tool-errors', 'tool-slow', 'tool-silent', 'developer-score']
/** Alerts that one rule has in its past. */
const MOST = 40
/** When the rules were written. */
const WRITTEN_DAYS_AGO = 40
/** When somebody wrote the limit that is too tight. */
const TIGHT_HOURS_AGO = 3

type TenantContext = Context & { organizationId: string }

/**
 * Gives the publishers that somebody can sign in to rules, and what those would have fired on the simulated
 * traffic as their past: the rules are tried by the lab, so that past and figures agree. One limit is too
 * tight and fires now; a silence, a maintenance window and a dependency stand beside it.
 */
export async function liveThroughAlerts({ seed, now }: { seed: number; now: Date }): Promise<void> {
  const { developers } = buildWorld(seed, now)
  for (const person of people) {
    const publisher = developers.find(({ name }) => name === person.owns)
    if (!publisher) continue
    const { organizationId } = publisher
    const userId = personId(seed, person)
    const actor = { kind: 'user' as const, userId, sessionId: userId, platformRole: null, organizationId, memberRole: 'owner' as const }
    const ctx = { actor, now, requestId: 'demo-load', ip: null, organizationId }
    for (const template of templates.filter(({ key }) => FROM_TEMPLATES.includes(key))) {
      await writeRule(ctx, templateInput(template), addDays(now, -WRITTEN_DAYS_AGO))
    }
    // The past is no news to them.
    const { newestSeq } = await readTenant(ctx, (tx) => countUnseen(tx, { userId, organizationId }, now))
    await markAlertsSeen(ctx, organizationId, newestSeq)
    const tools = await readTenant(ctx, (tx) => listTools(tx, { organizationId }))
    const [busy, other] = tools
    if (!busy) continue
    await writeTightLimit(ctx, busy)
    await takeInHand(ctx)
    await createSilence(ctx, ctx, {
      matchers: [
        { name: 'tool', op: '=', value: (other ?? busy).id },
        { name: 'severity', op: '=', value: 'warning' },
      ],
      reason: 'The cache of this tool is moved; slow answers are expected until it is warm.',
      startsAt: null,
      endsAt: new Date(now.getTime() + 6 * HOUR),
    })
    await planMaintenance(ctx, ctx, {
      name: 'Sunday upgrade of the workers',
      matchers: [{ name: 'tool', op: '=', value: busy.id }],
      startsAt: startOfDay(now),
      durationMinutes: 60,
      cron: '0 3 * * 0',
      timeZone: 'UTC',
      until: null,
    })
    await declareDependency(ctx, ctx, { childLabel: 'tool', childValue: busy.id, parentLabel: 'provider', parentValue: 'openai' })
  }
}

async function writeRule(ctx: TenantContext, input: RuleInput, at: Date, valueAtFirst: number | null = null): Promise<void> {
  const { id } = await createRule({ ...ctx, now: at }, ctx, input)
  const tried = await readTenant(ctx, (tx) => tryRule(tx, { organizationId: ctx.organizationId, input, now: ctx.now }))
  if (tried.outcome !== 'replayed') return
  const since = tried.alerts.flatMap((alert): LabAlert[] => {
    if (alert.resolvedAt !== null && alert.resolvedAt <= at) return []
    // What was bad before the rule was written fires when it has been watched for long enough.
    return [alert.firedAt < at ? { ...alert, firedAt: new Date(at.getTime() + input.forMinutes * MINUTE), worst: valueAtFirst ?? alert.worst } : alert]
  })
  const unit = findMetric(input.metric ?? '')?.unit ?? 'count'
  const line = input.operator === null || input.threshold === null ? '' : `, ${operatorWords[input.operator]} ${formatMetricValue(input.threshold, unit)}`
  await recordPast({
    organizationId: ctx.organizationId,
    rule: { ...input, id, unit },
    fired: since.slice(-MOST),
    say: ({ labels, name, worst }) =>
      `${input.name}${labels.tool && input.toolId === null ? ` (tool ${name})` : ''}: ${formatMetricValue(worst, unit)}${line}.`,
  })
}

/** A limit below what the tool usually takes, written this morning: it fires since. */
async function writeTightLimit(ctx: TenantContext, tool: { id: string; name: string }): Promise<void> {
  const input: RuleInput = {
    ...templateInput(templates.find(({ key }) => key === 'tool-slow') ?? missing()),
    name: `Latency budget of ${tool.name}`,
    description: 'Written for the contract with a large customer. If it keeps firing, the budget is below what the tool can do: talk before you tune.',
    toolId: tool.id,
    groupBy: [],
    windowMinutes: 30,
    template: null,
  }
  const usual = await readTenant(ctx, (tx) => tryRule(tx, { organizationId: ctx.organizationId, input, now: ctx.now }))
  const known = usual.outcome === 'replayed' ? (usual.drawn[0]?.points.flatMap(({ value }) => (value === null ? [] : [value])) ?? []) : []
  const recent = known.slice(-24).toSorted((a, b) => a - b)
  const low = recent[0]
  if (low === undefined) return
  await writeRule(
    ctx,
    { ...input, threshold: Math.max(10, Math.floor((low * 0.8) / 10) * 10) },
    new Date(ctx.now.getTime() - TIGHT_HOURS_AGO * HOUR),
    recent.at(-1) ?? low,
  )
}

/** One of what is open is in somebody's hands, if there is more than one. */
async function takeInHand(ctx: TenantContext): Promise<void> {
  const open = await readTenant(ctx, (tx) => listAlerts(tx, { of: ctx, now: ctx.now, open: true, limit: 5 }))
  const taken = open.at(-1)
  if (!taken || open.length < 2) return
  await acknowledgeAlerts(ctx, ctx, [taken.id], {
    reason: 'Known. What is done about it is agreed, and takes until next week.',
    end: { until: 'time', at: new Date(ctx.now.getTime() + DAY).toISOString() },
  })
}

function missing(): never {
  throw new Error('there is no template tool-slow')
}
