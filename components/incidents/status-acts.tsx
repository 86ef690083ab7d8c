import Link from 'next/link'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Banner } from '@/components/ui/banner'
import { Disclosure } from '@/components/ui/disclosure'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { FormAction } from '@/lib/action-result'
import type { IncidentStatus } from '@/lib/incidents/model'
import type { IncidentDetail } from '@/lib/incidents/view'

interface StatusActsProps {
  incident: IncidentDetail
  change: FormAction
  /** Takes a change back; offered on the toast. */
  back: FormAction
  reopen: FormAction
  mayResolve: boolean
}

const steps: Record<IncidentStatus, { label: string; to: IncidentStatus }[]> = {
  investigating: [
    { label: 'Cause identified', to: 'identified' },
    { label: 'Effects over: monitor', to: 'monitoring' },
  ],
  identified: [{ label: 'Effects over: monitor', to: 'monitoring' }],
  monitoring: [{ label: 'Not over: investigate', to: 'investigating' }],
  resolved: [],
}

/** The next steps of an incident, each one press; what keeps it from being resolved, with the way to it. */
export function StatusActs({ incident, change, back, reopen, mayResolve }: StatusActsProps) {
  const fields = { id: incident.id, version: String(incident.version), before: incident.status }
  if (incident.status === 'resolved') {
    return incident.closedAt ? null : (
      <Disclosure summary="It was not over" summaryClassName="text-sm text-text-muted">
        <ActionForm action={reopen} className="space-y-2 pt-2">
          <input type="hidden" name="id" value={incident.id} />
          <input type="hidden" name="version" value={incident.version} />
          <TextField name="reason" label="How is that known" required maxLength={500} autoComplete="off" />
          <SubmitButton variant="secondary" pendingLabel="Reopening">
            Reopen
          </SubmitButton>
        </ActionForm>
      </Disclosure>
    )
  }
  const [next, ...others] = steps[incident.status]
  const ready = incident.keptFromResolving === null
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        {next && incident.status !== 'monitoring' ? (
          <ActionButton action={change} undo={{ action: back }} fields={{ ...fields, status: next.to }} pendingLabel="Changing">
            {next.label}
          </ActionButton>
        ) : null}
        {others.map(({ label, to }) => (
          <ActionButton key={to} action={change} undo={{ action: back }} fields={{ ...fields, status: to }} pendingLabel="Changing">
            {label}
          </ActionButton>
        ))}
        {mayResolve ? (
          <ActionButton
            action={change}
            undo={{ action: back }}
            fields={{ ...fields, status: 'resolved' }}
            variant={incident.status === 'monitoring' && ready ? 'primary' : 'secondary'}
            pendingLabel="Resolving"
          >
            Resolve
          </ActionButton>
        ) : null}
        {next && incident.status === 'monitoring' ? (
          <ActionButton action={change} undo={{ action: back }} fields={{ ...fields, status: next.to }} variant="ghost" pendingLabel="Changing">
            {next.label}
          </ActionButton>
        ) : null}
      </div>
      {mayResolve ? null : <p className="text-sm text-text-muted">Whoever opened it resolves it, or somebody with the permission incidents.resolve.</p>}
      {incident.keptFromResolving ? (
        <Banner tone="info" title="Before it can be resolved">
          <p>{incident.keptFromResolving}</p>
          {incident.postmortemText ? (
            <ul className="mt-1 list-disc pl-5">
              {incident.postmortemText.lacking.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          ) : null}
          <p className="mt-1">
            <Link href={`/admin/incidents/${incident.id}/postmortem`} prefetch={false} className="underline underline-offset-2">
              {incident.postmortemText ? 'Go on with the post-mortem' : 'Draft the post-mortem'}
            </Link>
          </p>
        </Banner>
      ) : null}
    </div>
  )
}
