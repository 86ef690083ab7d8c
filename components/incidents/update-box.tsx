import { ActionForm } from '@/components/ui/action-form'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import { type Whole, WholeLink } from '@/components/ui/whole'
import type { FormAction } from '@/lib/action-result'
import { writeAffected } from '@/lib/incidents/forms'
import { incidentStatuses, type SystemImpact } from '@/lib/incidents/model'
import type { IncidentDetail } from '@/lib/incidents/view'
import { statusWords } from '@/lib/incidents/words'
import { HeldVersion } from './held-version'
import { SystemsChange } from './systems-change'
import type { SystemChoice } from './systems-fields'
import { UpdateKeys } from './update-keys'

interface UpdateBoxProps {
  incident: IncidentDetail
  post: FormAction
  systems: readonly SystemChoice[]
  mayResolve: boolean
  whole: Whole
}

/** Writes into the story, and with it changes the status or what is hit. `u` leads here, ⌘ or Ctrl and Enter send it. */
export function UpdateBox({ incident, post, systems, mayResolve, whole }: UpdateBoxProps) {
  const affected = incident.systems.filter((one): one is typeof one & { impact: SystemImpact } => one.toAt === null)
  const choices = incidentStatuses.filter(
    (status) => status !== incident.status && (status !== 'resolved' || (mayResolve && incident.keptFromResolving === null)),
  )
  return (
    <ActionForm action={post} className="space-y-3">
      <UpdateKeys />
      <input type="hidden" name="id" value={incident.id} />
      <HeldVersion version={incident.version} what="this incident" />
      <TextareaField
        id="update"
        name="body"
        label="Update"
        hideLabel
        required
        rows={2}
        maxLength={10_000}
        aria-keyshortcuts="u"
        placeholder="What is known, what is done about it, when you write again"
        className="field-sizing-content max-h-60 min-h-16"
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          <legend className="sr-only">Who reads it</legend>
          <label className="flex items-center gap-2">
            <input type="radio" name="visibility" value="internal" defaultChecked className="size-4 shrink-0 pointer-coarse:size-6" />
            Staff only
          </label>
          <label className={incident.public ? 'flex items-center gap-2' : 'flex items-center gap-2 text-text-muted'}>
            <input type="radio" name="visibility" value="public" disabled={!incident.public} className="size-4 shrink-0 pointer-coarse:size-6" />
            Also on the status page
          </label>
        </fieldset>
        {incident.status === 'resolved' ? null : (
          <div className="w-44">
            <SelectField
              name="status"
              label="Status"
              hideLabel
              defaultValue=""
              options={[
                { value: '', label: `Stays ${statusWords[incident.status].toLowerCase()}` },
                ...choices.map((value) => ({ value, label: `Now ${statusWords[value].toLowerCase()}` })),
              ]}
            />
          </div>
        )}
        <div className="ml-auto">
          <SubmitButton pendingLabel="Posting">Post the update</SubmitButton>
        </div>
      </div>
      {incident.public ? null : <p className="text-xs text-text-muted">It is not on the status page; show it there under Change to write for the public.</p>}
      {incident.status === 'resolved' ? null : (
        <Disclosure summary="Systems change with it" summaryClassName="text-sm text-text-muted">
          <div className="pt-3">
            <SystemsChange
              systems={systems}
              affected={affected.map(({ key, impact }) => ({ key, impact }))}
              shown={writeAffected(affected)}
              drawn={whole.drawn}
            />
            <WholeLink whole={whole} place="update">
              Show the systems
            </WholeLink>
          </div>
        </Disclosure>
      )}
    </ActionForm>
  )
}
