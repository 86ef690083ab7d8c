import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatCount, formatDate } from '@/lib/format'
import { MAX_EXEMPTION_DAYS } from '@/lib/gates/model'
import type { Exemption } from '@/lib/gates/queries/list-exemptions'
import { gateRules, gateTitles } from '@/lib/gates/words'
import { addDays, isoDay } from '@/lib/time'
import { approve, reject, revoke } from '../actions'

interface ExemptionQueueProps {
  /** The oldest of them. */
  waiting: Exemption[]
  /** How many wait in all. */
  pending: number
  inForce: Exemption[]
  mayDecide: boolean
  now: Date
}

/** Exemptions that wait, oldest first, each with what it takes to decide; those in force under a fold. */
export function ExemptionQueue({ waiting, pending, inForce, mayDecide, now }: ExemptionQueueProps) {
  if (waiting.length === 0 && inForce.length === 0) return null
  return (
    <Card
      title={
        pending === 0 ? 'No exemption waits' : pending === 1 ? 'One exemption waits for a decision' : `${formatCount(pending)} exemptions wait for a decision`
      }
      note={mayDecide ? 'The gate goes on until you have decided.' : 'Deciding needs the permission customers.write.'}
    >
      <ul className="divide-y divide-border">
        {waiting.map((one) => (
          <li key={one.id} className="grid gap-x-8 gap-y-3 py-4 first:pt-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
            <Request exemption={one} now={now} />
            {mayDecide ? <Decide exemption={one} now={now} /> : null}
          </li>
        ))}
      </ul>
      {inForce.length > 0 ? (
        <Disclosure
          summary={inForce.length === 1 ? 'One exemption is in force' : `${inForce.length} exemptions are in force`}
          className="mt-2 text-sm"
          summaryClassName="py-1"
        >
          <ul className="divide-y divide-border">
            {inForce.map((one) => (
              <li key={one.id} className="grid gap-x-8 gap-y-3 py-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
                <Request exemption={one} now={now} />
                {mayDecide ? (
                  <ActionForm action={revoke} className="flex flex-wrap items-end gap-2">
                    <input type="hidden" name="id" value={one.id} />
                    <div className="min-w-0 flex-1 basis-40">
                      <TextField name="reason" label="Why it ends early" required minLength={3} maxLength={1000} autoComplete="off" />
                    </div>
                    <SubmitButton variant="secondary" pendingLabel="Revoking">
                      Revoke
                    </SubmitButton>
                  </ActionForm>
                ) : null}
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}

function Request({ exemption, now }: { exemption: Exemption; now: Date }) {
  return (
    <div className="min-w-0 space-y-1 text-sm">
      <p className="font-medium">
        {exemption.organizationName}: {exemption.toolName ?? 'all tools'} <span className="font-normal text-text-muted">· {gateTitles[exemption.type]}</span>
      </p>
      <p className="text-text-muted">{gateRules[exemption.type]}</p>
      <p className="max-w-[68ch] break-words">{exemption.reason}</p>
      {exemption.evidence ? <p className="max-w-[68ch] break-words text-text-muted">{exemption.evidence}</p> : null}
      <p className="text-xs text-text-muted">
        Asked <TimeAgo at={exemption.requestedAt} now={now} />, until {formatDate(exemption.until)}
        {exemption.decisionReason ? `. Decided: ${exemption.decisionReason}` : ''}
      </p>
    </div>
  )
}

function Decide({ exemption, now }: { exemption: Exemption; now: Date }) {
  const last = addDays(now, MAX_EXEMPTION_DAYS - 1)
  return (
    <div className="space-y-3">
      <ActionForm action={approve} className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <input type="hidden" name="id" value={exemption.id} />
        <TextField name="reason" label="Why it is granted" required minLength={3} maxLength={1000} autoComplete="off" />
        <TextField
          name="until"
          type="date"
          label="Until"
          required
          min={isoDay(addDays(now, 1))}
          max={isoDay(last)}
          defaultValue={isoDay(exemption.until < last ? exemption.until : last)}
        />
        <div>
          <SubmitButton size="sm" pendingLabel="Approving">
            Approve
          </SubmitButton>
        </div>
      </ActionForm>
      <Disclosure summary="Reject" className="text-sm" summaryClassName="text-accent">
        <ActionForm action={reject} className="space-y-2 pt-2">
          <input type="hidden" name="id" value={exemption.id} />
          <TextField name="reason" label="Why not" hint="The publisher reads it." required minLength={3} maxLength={1000} autoComplete="off" />
          <SubmitButton size="sm" variant="secondary" pendingLabel="Rejecting">
            Reject the request
          </SubmitButton>
        </ActionForm>
      </Disclosure>
    </div>
  )
}
