import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FollowupsCard } from '@/components/incidents/followups-card'
import { IncidentHeader } from '@/components/incidents/incident-header'
import { PostmortemCard } from '@/components/incidents/postmortem-card'
import { listRules } from '@/lib/alerts/queries/list-rules'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mayAct, mayEditPostmortem } from '@/lib/incidents/permissions'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { listResponseStaff } from '@/lib/incidents/queries/staff'
import { add, changeWork, done, draft, notDoing, openAgain, preview, publish, review, save, takeBack, unpublish } from './actions'

export const metadata: Metadata = { title: 'Post-mortem' }

/** Rules to choose a signal from. */
const RULES = 500

/** What was learned from an incident, and the work that follows from it. */
export default async function PostmortemPage({ params }: { params: Promise<{ incidentId: string }> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { incidentId } = await params
  const { incident, staff, rules } = await readPlatform(ctx, async (tx) => ({
    incident: (await findIncident(tx, incidentId, now)) ?? notFound(),
    staff: await listResponseStaff(tx),
    rules: await listRules(tx, { organizationId: null, now, limit: RULES, offset: 0 }),
  }))
  const edits = mayEditPostmortem(ctx.actor, { createdBy: incident.createdBy?.id ?? null, commanderId: incident.commander?.id ?? null })
  const works = mayAct(ctx.actor) && incident.closedAt === null
  return (
    <>
      <IncidentHeader incident={incident} now={now} tab="postmortem" />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <PostmortemCard incident={incident} now={now} preview={preview} actions={edits ? { draft, save, review, publish, unpublish } : null} />
        <FollowupsCard
          incidentId={incident.id}
          followups={incident.followups}
          staff={staff}
          rules={rules}
          now={now}
          actions={works ? { add, change: changeWork, done, notDoing, open: openAgain, takeBack } : null}
        />
      </div>
    </>
  )
}
