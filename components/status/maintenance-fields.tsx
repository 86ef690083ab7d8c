import { writtenIn } from '@/lib/local-time'
import { HOUR } from '@/lib/time'
import { TextField } from '../ui/text-field'
import { TextareaField } from '../ui/textarea-field'

interface MaintenanceFieldsProps {
  systems: { key: string; name: string }[]
  /** What stands there; null for a new one. */
  value: { title: string; body: string; systems: readonly string[]; startsAt: Date; endsAt: Date } | null
  now: Date
}

/** What is announced of planned work. */
export function MaintenanceFields({ systems, value, now }: MaintenanceFieldsProps) {
  // A new one: the next day's night, when few are awake.
  const night = new Date(Math.ceil(now.getTime() / (24 * HOUR)) * 24 * HOUR + 26 * HOUR)
  const from = value?.startsAt ?? night
  const to = value?.endsAt ?? new Date(night.getTime() + HOUR)
  return (
    <div className="space-y-5">
      <TextField
        name="title"
        label="What is done"
        required
        maxLength={200}
        defaultValue={value?.title}
        placeholder="Upgrade of the database"
        autoComplete="off"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="from" type="datetime-local" label="From" hint="UTC." required defaultValue={writtenIn(from, 'UTC')} />
        <TextField name="to" type="datetime-local" label="To" hint="UTC. It ends by itself then." required defaultValue={writtenIn(to, 'UTC')} />
      </div>
      <fieldset className="min-w-0">
        <legend className="text-base font-medium">Systems that it is about</legend>
        <ul className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-3">
          {systems.map(({ key, name }) => (
            <li key={key}>
              <label className="flex items-center gap-2.5">
                <input
                  type="checkbox"
                  name="systems"
                  value={key}
                  defaultChecked={value?.systems.includes(key) ?? false}
                  className="size-4 shrink-0 pointer-coarse:size-6"
                />
                {name}
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <TextareaField
        name="body"
        label="What it means for users"
        hint="What works more slowly or not at all, and whether anything is to be done."
        optional
        maxLength={5000}
        rows={4}
        defaultValue={value?.body}
      />
    </div>
  )
}
