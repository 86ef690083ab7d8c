import { CopyButton } from './copy-button'
import { keyboardScrollable } from './scroll-region'

/** A command or a payload, ready to be copied. `label` says what it is. Long lines scroll. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <figure className="w-full overflow-hidden rounded-md text-left border border-border bg-surface-muted">
      <figcaption className="flex items-center justify-between border-b border-border py-0.5 pr-1 pl-3 text-xs text-text-muted">
        {label}
        <CopyButton text={code} label={`Copy: ${label}`} />
      </figcaption>
      <pre {...keyboardScrollable} className="overflow-x-auto p-3 font-mono text-xs leading-5">
        <code>{code}</code>
      </pre>
    </figure>
  )
}
