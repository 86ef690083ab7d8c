import { LinkButton } from '@/components/ui/link-button'

interface ViewChoiceProps {
  label: string
  options: { label: string; href: string; current: boolean }[]
}

/** A few ways to look at the same thing, as links. */
export function ViewChoice({ label, options }: ViewChoiceProps) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {options.map((option) => (
        <LinkButton key={option.href} href={option.href} size="sm" variant={option.current ? 'secondary' : 'ghost'}>
          <span className="relative">
            {option.label}
            {option.current ? <span className="sr-only"> (shown)</span> : null}
          </span>
        </LinkButton>
      ))}
    </nav>
  )
}
