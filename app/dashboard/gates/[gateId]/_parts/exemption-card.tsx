import { exemptionMarks } from '@/components/gates/exemption-mark'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import { formatDate } from '@/lib/format'
import { MAX_EXEMPTION_DAYS } from '@/lib/gates/model'
import type { Exemption } from '@/lib/gates/queries/list-exemptions'
import type { GateView } from '@/lib/gates/queries/list-gates'
import { addDays, isoDay } from '@/lib/time'
import { askExemption } from '../../actions'

interface ExemptionCardProps {
  gate: GateView
  /** Of the same gate and subject, what is open first. */
  exemptions: Exemption[]
  mayAsk: boolean
  now: Date
  zone: string
}

/** The other way out: asking staff to leave this gate out for a while. */
export function ExemptionCard({ gate, exemptions, mayAsk, now, zone }: ExemptionCardProps) {
  const newest = exemptions[0]
  const open = newest?.state === 'pending' || newest?.state === 'approved'
  return (
    <Card
      id="exemption"
      title={newest?.state === 'pending' ? 'Your request waits for staff' : 'Ask for an exemption'}
      note={
        open
          ? undefined
          : 'For what is not yours to fix in time: a migration, a provider that is going, traffic that is meant to fail. The clock runs until staff have decided.'
      }
    >
      <div className="space-y-4">
        {newest ? (
          <div className="space-y-1 text-sm">
            <StatusMark {...exemptionMarks[newest.state]} />
            <p className="break-words text-text-muted">{newest.reason}</p>
            <p className="text-xs text-text-muted">
              Asked on {formatDate(newest.requestedAt, zone)}, until {formatDate(newest.until, zone)}
              {newest.decisionReason ? `. Staff: ${newest.decisionReason}` : ''}
            </p>
          </div>
        ) : null}
        {open ? null : mayAsk ? (
          <ActionForm action={askExemption} className="space-y-3">
            <input type="hidden" name="type" value={gate.type} />
            <input type="hidden" name="toolId" value={gate.toolId ?? ''} />
            <TextareaField name="reason" label="Why" required minLength={10} maxLength={1000} rows={3} />
            <TextareaField
              name="evidence"
              label="What shows it"
              hint="Links, a ticket, the date of a fix: what lets staff decide."
              optional
              maxLength={2000}
              rows={2}
            />
            <TextField
              name="until"
              type="date"
              label="Until"
              hint={`At most ${MAX_EXEMPTION_DAYS} days.`}
              required
              min={isoDay(addDays(now, 1))}
              max={isoDay(addDays(now, MAX_EXEMPTION_DAYS - 1))}
              defaultValue={isoDay(addDays(now, 30))}
              className="max-w-48"
            />
            <SubmitButton pendingLabel="Asking">Ask staff</SubmitButton>
          </ActionForm>
        ) : (
          <p className="text-sm text-text-muted">Owners of the organization may ask.</p>
        )}
      </div>
    </Card>
  )
}
