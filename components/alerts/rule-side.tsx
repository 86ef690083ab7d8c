import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import { LATELY_DAYS, type RuleRow } from '@/lib/alerts/view'
import { formatCount } from '@/lib/format'
import { standingMark } from './rule-columns'

interface RuleSideProps {
  rule: RuleRow
  now: Date
  zone: string
  historyPath: string
  actions: { enable: FormAction; disable: FormAction; snooze: FormAction; wake: FormAction; remove: FormAction } | null
}

/** How a rule stands, and what can be done with it besides changing it. */
export function RuleSide({ rule, now, zone, historyPath, actions }: RuleSideProps) {
  const fields = { id: rule.id }
  const snoozed = rule.snoozedUntil !== null && rule.snoozedUntil > now
  return (
    <div className="space-y-4">
      <Card title="How it stands">
        <KeyValue
          items={[
            { label: 'State', value: <StatusMark {...standingMark(rule, now)} /> },
            { label: `Fired in ${LATELY_DAYS} days`, value: rule.firedLately === 0 ? 'never' : formatCount(rule.firedLately) },
            { label: 'Last fired', value: rule.lastFiredAt ? <TimeAgo at={rule.lastFiredAt} now={now} zone={zone} /> : 'never' },
            { label: 'Judged', value: rule.lastEvaluatedAt ? <TimeAgo at={rule.lastEvaluatedAt} now={now} zone={zone} /> : 'not yet' },
            ...(snoozed ? [{ label: 'Snoozed until', value: <TimeAgo at={rule.snoozedUntil ?? now} now={now} zone={zone} /> }] : []),
          ]}
        />
        {rule.lastError ? <p className="mt-3 text-sm break-words text-serious">{rule.lastError}</p> : null}
        <div className="mt-3">
          <LinkButton href={`${historyPath}?rule=${rule.id}`} size="sm">
            Its alerts
          </LinkButton>
        </div>
      </Card>
      {actions ? (
        <Card title="Quiet or gone">
          <div className="space-y-3">
            {snoozed ? (
              <ActionButton action={actions.wake} fields={fields} pendingLabel="Waking">
                End the snooze
              </ActionButton>
            ) : (
              <ActionForm action={actions.snooze} undo={{ action: actions.wake }} className="flex flex-wrap items-end gap-2">
                <input type="hidden" name="id" value={rule.id} />
                <div className="w-36">
                  <SelectField
                    name="hours"
                    label="Snooze for"
                    options={[
                      { value: '1', label: 'an hour' },
                      { value: '8', label: '8 hours' },
                      { value: '24', label: 'a day' },
                      { value: '168', label: 'a week' },
                    ]}
                  />
                </div>
                <SubmitButton variant="secondary" pendingLabel="Snoozing">
                  Snooze
                </SubmitButton>
              </ActionForm>
            )}
            <div className="flex flex-wrap gap-2">
              <ActionButton
                action={rule.enabled ? actions.disable : actions.enable}
                undo={{ action: rule.enabled ? actions.enable : actions.disable }}
                fields={fields}
                pendingLabel="Switching"
              >
                {rule.enabled ? 'Switch off' : 'Switch on'}
              </ActionButton>
              <ActionButton action={actions.remove} fields={fields} variant="danger" pendingLabel="Deleting">
                Delete
              </ActionButton>
            </div>
          </div>
        </Card>
      ) : null}
    </div>
  )
}
