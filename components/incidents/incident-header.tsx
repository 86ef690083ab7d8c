import { Badge } from '@/components/ui/badge'
import { LinkTabs } from '@/components/ui/link-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { Tag } from '@/components/ui/tag'
import type { IncidentDetail } from '@/lib/incidents/view'
import { incidentLabel } from '@/lib/incidents/words'
import { incidentStateSentence } from './sentences'
import { severityMark, statusMark } from './words'

/** How both pages of an incident begin: which one it is, in what state, and the way between them. */
export function IncidentHeader({ incident, now, tab }: { incident: IncidentDetail; now: Date; tab: 'story' | 'postmortem' }) {
  const path = `/admin/incidents/${incident.id}`
  const severity = severityMark(incident.severity)
  const status = incident.closedAt ? ({ tone: 'good', label: 'Closed' } as const) : statusMark(incident.status)
  return (
    <>
      <PageHeader
        eyebrow={
          <span className="flex flex-wrap items-center gap-2">
            {incidentLabel(incident.number)}
            <Badge tone={severity.tone}>{severity.label}</Badge>
            <Badge tone={status.tone}>{status.label}</Badge>
            {incident.simulated ? <Tag>Simulated</Tag> : null}
          </span>
        }
        title={incident.title}
        note={incidentStateSentence(incident, now)}
      />
      <div className="mb-4">
        <LinkTabs
          label="Incident"
          current={tab}
          tabs={[
            { key: 'story', label: 'Story', href: path },
            { key: 'postmortem', label: 'Post-mortem and follow-ups', href: `${path}/postmortem`, count: incident.openFollowups || undefined },
          ]}
        />
      </div>
    </>
  )
}
