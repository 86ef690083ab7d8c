import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import type { IncidentDetail } from '@/lib/incidents/view'
import { nameOf } from './words'

export interface PeopleActions {
  command: FormAction
  join: FormAction
  leave: FormAction
  addResponder: FormAction
  removeResponder: FormAction
}

interface PeopleCardProps {
  incident: IncidentDetail
  staff: readonly { id: string; name: string }[]
  me: string
  now: Date
  /** Null: the reader may only look. */
  actions: PeopleActions | null
}

/** Who is on it: one in command, and who helps. */
export function PeopleCard({ incident, staff, me, now, actions }: PeopleCardProps) {
  const here = incident.responders.filter(({ leftAt }) => leftAt === null)
  const id = { id: incident.id }
  const away = staff.filter((one) => !here.some((responder) => responder.id === one.id))
  return (
    <Card title={here.length === 0 ? 'Nobody is on it' : here.length === 1 ? 'One person is on it' : `${here.length} people are on it`}>
      <ul className="space-y-2">
        {here.map((person) => (
          <li key={person.id} className="flex flex-wrap items-center justify-between gap-x-3 text-sm">
            <span>
              {nameOf(person)}
              {person.id === incident.commander?.id ? <span className="text-text-muted">, in command</span> : null}
              <span className="block text-xs text-text-muted">
                since <TimeAgo at={person.joinedAt} now={now} />
              </span>
            </span>
            {actions && person.id !== me && person.id !== incident.commander?.id ? (
              <ActionButton
                action={actions.removeResponder}
                undo={{ action: actions.addResponder }}
                fields={{ ...id, userId: person.id }}
                size="sm"
                variant="ghost"
              >
                Release
              </ActionButton>
            ) : null}
          </li>
        ))}
      </ul>
      {actions ? (
        <div className="mt-3 space-y-3">
          <div className="flex flex-wrap gap-2">
            {incident.commander?.id === me ? null : (
              <ActionButton
                action={actions.command}
                fields={{ ...id, version: String(incident.version), userId: me }}
                variant={incident.commander ? 'secondary' : 'primary'}
                pendingLabel="Taking"
              >
                Take command
              </ActionButton>
            )}
            {here.some((one) => one.id === me) ? (
              incident.commander?.id === me ? null : (
                <ActionButton action={actions.leave} undo={{ action: actions.join }} fields={id} variant="ghost">
                  Leave
                </ActionButton>
              )
            ) : (
              <ActionButton action={actions.join} undo={{ action: actions.leave }} fields={id}>
                Join
              </ActionButton>
            )}
          </div>
          {away.length > 0 ? (
            <ActionForm key={`add ${away.length}`} action={actions.addResponder} className="flex items-end gap-2">
              <input type="hidden" name="id" value={incident.id} />
              <div className="min-w-0 flex-1">
                <SelectField name="userId" label="Call somebody in" options={away.map((one) => ({ value: one.id, label: one.name }))} />
              </div>
              <SubmitButton variant="secondary">Add</SubmitButton>
            </ActionForm>
          ) : null}
          <ActionForm key={`command ${incident.commander?.id}`} action={actions.command} className="flex items-end gap-2">
            <input type="hidden" name="id" value={incident.id} />
            <input type="hidden" name="version" value={incident.version} />
            <div className="min-w-0 flex-1">
              <SelectField
                name="userId"
                label="In command"
                defaultValue={incident.commander?.id ?? ''}
                options={[{ value: '', label: 'Nobody' }, ...staff.map((one) => ({ value: one.id, label: one.name }))]}
              />
            </div>
            <SubmitButton variant="secondary">Hand over</SubmitButton>
          </ActionForm>
        </div>
      ) : null}
    </Card>
  )
}
