import { gateListSchema } from '@/lib/gates/api'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { listWatching } from '@/lib/gates/queries/list-watching'
import { listStandings } from '@/lib/gates/queries/standings'
import { timelineOf } from '@/lib/gates/timeline'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'The quality gates of the organization: what is open with its timeline, what is on its way, and where each tool stands in the directory.',
    output: gateListSchema,
  },
  (ctx) =>
    readTenant(ctx, async (tx) => ({
      open: (await listOpenGates(tx, ctx)).map((gate) => ({ ...gate, timeline: timelineOf(gate, gate.notices) })),
      watching: await listWatching(tx, ctx),
      tools: [...(await listStandings(tx, ctx)).values()],
    })),
)
