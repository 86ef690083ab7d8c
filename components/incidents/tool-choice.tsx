'use client'

import { useId, useState } from 'react'
import { controlClass, controlHeight } from '../ui/control-style'

/** Many tools to choose from: a box that narrows the list; what is chosen stays in sight. */
export function ToolChoice({ tools, chosen }: { tools: readonly { id: string; name: string }[]; chosen: readonly string[] }) {
  const [text, setText] = useState('')
  const [checked, setChecked] = useState(() => new Set(chosen))
  const id = useId()
  const wanted = text.trim().toLowerCase()
  const isShown = ({ id, name }: { id: string; name: string }) => checked.has(id) || name.toLowerCase().includes(wanted)
  return (
    <div className="space-y-2 pt-2">
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
      <fieldset className="max-h-56 overflow-y-auto rounded-md border border-border px-3 py-2">
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
        {tools.some(isShown) ? null : <p className="text-sm text-text-muted">No tool is called that.</p>}
      </fieldset>
    </div>
  )
}
