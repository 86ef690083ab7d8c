import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { FormAction } from '@/lib/action-result'
import { childLabels, parentLabels } from '@/lib/alerts/dependency-input'
import type { DependencyRow } from '@/lib/alerts/view'

interface DependenciesCardProps {
  dependencies: DependencyRow[]
  tools: { id: string; name: string }[]
  /** Null: the reader may only look. */
  actions: { declare: FormAction; undeclare: FormAction } | null
}

/** What depends on what: alerts of the first fold under an open one of the second. */
export function DependenciesCard({ dependencies, tools, actions }: DependenciesCardProps) {
  const named = (label: string, value: string) => `${label} ${label === 'tool' ? (tools.find(({ id }) => id === value)?.name ?? value) : value}`
  const options = (labels: readonly string[]) => labels.map((value) => ({ value, label: value }))
  return (
    <Card title="What depends on what" note="While the second is bad, alerts of the first fold under its alert and are not told apart." id="dependencies">
      {dependencies.length === 0 ? <p className="text-sm text-text-muted">Nothing is declared, and no story has shown a dependency yet.</p> : null}
      <ul className="divide-y divide-border">
        {dependencies.map(({ id, childLabel, childValue, parentLabel, parentValue, origin }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 break-words">
              {named(childLabel, childValue)} depends on {named(parentLabel, parentValue)}
              <span className="text-sm text-text-muted">{origin === 'inferred' ? ', as stories have shown' : ''}</span>
            </span>
            {actions && origin === 'declared' ? (
              <ActionButton action={actions.undeclare} fields={{ id }} size="sm" variant="ghost" pendingLabel="Taking away">
                Take away
                <span className="sr-only">: {named(childLabel, childValue)}</span>
              </ActionButton>
            ) : null}
          </li>
        ))}
      </ul>
      {actions ? (
        <ActionForm action={actions.declare} className="mt-4 grid gap-3 sm:grid-cols-2">
          <SelectField name="childLabel" label="What depends" options={options(childLabels)} />
          {tools.length > 0 ? (
            <SelectField name="childValue" label="Which one" options={tools.map(({ id, name }) => ({ value: id, label: name }))} />
          ) : (
            <TextField name="childValue" label="Which one" required maxLength={200} autoComplete="off" />
          )}
          <SelectField name="parentLabel" label="On what" options={options(parentLabels)} />
          <TextField name="parentValue" label="Its name" required maxLength={200} autoComplete="off" placeholder="openai" />
          <div>
            <SubmitButton variant="secondary" pendingLabel="Noting">
              Declare it
            </SubmitButton>
          </div>
        </ActionForm>
      ) : null}
    </Card>
  )
}
