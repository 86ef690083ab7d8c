import { SelectField } from '@/components/ui/select-field'
import { type SystemImpact, systemImpacts } from '@/lib/incidents/model'
import { impactWords } from '@/lib/incidents/words'

export interface SystemChoice {
  key: string
  name: string
}

interface SystemsFieldsProps {
  systems: readonly SystemChoice[]
  /** How badly each is hit; what is left out is not. */
  affected: readonly { key: string; impact: SystemImpact }[]
}

/** How badly each system is hit. */
export function SystemsFields({ systems, affected }: SystemsFieldsProps) {
  if (systems.length === 0) return <p className="text-sm text-text-muted">There are no systems yet. Staff add them under System health.</p>
  const of = new Map(affected.map(({ key, impact }) => [key, impact]))
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {systems.map(({ key, name }) => (
        <SelectField
          key={key}
          name={`impact:${key}`}
          label={name}
          defaultValue={of.get(key) ?? ''}
          options={[{ value: '', label: 'Not affected' }, ...systemImpacts.map((value) => ({ value, label: impactWords[value] }))]}
        />
      ))}
    </div>
  )
}
