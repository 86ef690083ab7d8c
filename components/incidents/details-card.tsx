import { Card } from '@/components/ui/card'
import { type Whole, WholeLink } from '@/components/ui/whole'
import type { FormAction } from '@/lib/action-result'
import type { IncidentDetail } from '@/lib/incidents/view'
import { DetailsForms } from './details-forms'
import type { Choices } from './use-choices'

interface DetailsCardProps {
  incident: IncidentDetail
  /** As a date and time field writes it, UTC. */
  startedAt: string
  maySev1: boolean
  choices: Choices | null
  whole: Whole
  actions: { severity: FormAction; details: FormAction }
}

/** What can be changed about an incident, each part folded. */
export function DetailsCard({ incident, startedAt, maySev1, choices, whole, actions }: DetailsCardProps) {
  if (incident.closedAt !== null) return null
  const { id, version, severity, message, coverage, routes, tools, provider, title } = incident
  return (
    <Card title="Change" id="details">
      <DetailsForms
        incident={{ id, version, severity, public: incident.public, message, coverage, routes, tools, provider, title, startedAt }}
        maySev1={maySev1}
        choices={choices}
        whole={whole}
        actions={actions}
      />
      <WholeLink whole={whole} place="details" className="py-2">
        Show the forms
      </WholeLink>
    </Card>
  )
}
