import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { sloIdSchema, sloListSchema, slosQuerySchema, tellSlo } from '@/lib/systems/api'
import { createSlo } from '@/lib/systems/commands/slos'
import { listSlos } from '@/lib/systems/queries/list-slos'
import { sloInputSchema } from '@/lib/systems/slo-input'

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'The SLOs of the platform, and how each stands.', query: slosQuerySchema, output: sloListSchema },
  async (ctx, { query: { state, system } }) => {
    const all = await readPlatform(ctx, (tx) => listSlos(tx, ctx.now))
    const slos = all.filter(({ systemKey, standing }) => (state === undefined || standing.state === state) && (system === undefined || systemKey === system))
    return { slos: slos.map(tellSlo), total: slos.length }
  },
)

export const POST = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Writes an SLO and the alert rule that tells of its burning error budget; one whose rule could never fire is refused with the reason.',
    body: sloInputSchema,
    output: sloIdSchema,
    status: 201,
  },
  (ctx, { body }) => createSlo(ctx, body),
)
