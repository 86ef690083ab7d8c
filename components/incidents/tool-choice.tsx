'use client'

import { useId, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { controlClass, controlHeight } from '../ui/control-style'
import { type Choices, useChoices } from './use-choices'

interface ToolChoiceProps {
  chosen: readonly { id: string; name: string }[]
  /** Null: fetched when they come into sight. */
  choices: Choices | null
}

/** Many tools to choose from: a box that narrows the list; what is chosen stays in sight. */
export function ToolChoice({ chosen, choices: given }: ToolChoiceProps) {
  const [text, setText] = useState('')
  const [checked, setChecked] = useState(() => new Set(chosen.map(({ id }) => id)))
  const place = useRef<HTMLDivElement>(null)
  const { choices, retry } = useChoices(place, given)
  const id = useId()
  const wanted = text.trim().toLowerCase()
  const isShown = ({ id, name }: { id: string; name: string }) => checked.has(id) || name.toLowerCase().includes(wanted)
  // What was chosen is there before the others are, and where there are too many tools to list.
  const listed = new Set(choices?.tools.map(({ id }) => id))
  const tools = [...chosen.filter(({ id }) => !listed.has(id)), ...(choices?.tools ?? [])]
  return (
    <div ref={place} className="space-y-2 pt-2">
      <label htmlFor={id} className="sr-only">
        Narrow the tools by name
      </label>
      <input
        id={id}
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        // Enter narrows; it does not send the form around it.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        placeholder="Narrow by name"
        autoComplete="off"
        className={`${controlClass} ${controlHeight} noscript:hidden`}
      />
      <fieldset aria-busy={!choices && !retry} className="max-h-56 overflow-y-auto rounded-md border border-border px-3 py-2">
        <legend className="sr-only">Tools</legend>
        {tools.map((tool) => (
          <label key={tool.id} className={isShown(tool) ? 'flex items-center gap-2.5 py-1 text-sm' : 'hidden'}>
            <input
              type="checkbox"
              name="tool"
              value={tool.id}
              defaultChecked={checked.has(tool.id)}
              onChange={(event) => {
                const next = new Set(checked)
                if (event.currentTarget.checked) next.add(tool.id)
                else next.delete(tool.id)
                setChecked(next)
              }}
              className="size-4 shrink-0 pointer-coarse:size-6"
            />
            {tool.name}
          </label>
        ))}
        {choices ? (
          tools.some(isShown) ? null : (
            <p className="text-sm text-text-muted">No tool is called that.</p>
          )
        ) : retry ? (
          <p role="alert" className="flex flex-wrap items-center gap-2 text-sm">
            The tools did not arrive.
            <Button size="sm" onClick={retry}>
              Try again
            </Button>
          </p>
        ) : (
          <p className="text-sm text-text-muted noscript:hidden">The tools are on their way.</p>
        )}
      </fieldset>
    </div>
  )
}
