'use client'

import { useRef } from 'react'
import { TextField } from '../ui/text-field'
import { type Choices, useChoices } from './use-choices'

/** A provider by its name; those that tools are known to depend on are offered. */
export function ProviderField({ provider, choices: given }: { provider: string | null; choices: Choices | null }) {
  const place = useRef<HTMLDivElement>(null)
  const { choices } = useChoices(place, given)
  return (
    <div ref={place}>
      <TextField
        name="provider"
        label="Provider"
        list="incident-providers"
        autoComplete="off"
        maxLength={100}
        defaultValue={provider ?? ''}
        hint="As tools name what they depend on."
      />
      <datalist id="incident-providers">
        {choices?.providers.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}
