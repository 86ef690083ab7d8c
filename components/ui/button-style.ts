import { cx } from './cx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-140 ease-out disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0'

const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border-border bg-surface text-text hover:border-border-strong hover:bg-surface-muted',
  ghost: 'border-transparent bg-transparent text-text-muted hover:bg-surface-muted hover:text-text',
  danger: 'border-border bg-surface text-critical hover:border-critical hover:bg-critical-soft',
}

// Fingers get 44 px, whatever the size on a desk.
const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 text-sm pointer-coarse:min-h-11',
  md: 'h-8 text-sm pointer-coarse:min-h-11',
  lg: 'h-10 text-base pointer-coarse:min-h-11',
}

// text: room beside the words; square: as wide as high, for a lone icon; none: the caller decides.
const widths: Record<'text' | 'square', Record<ButtonSize, string>> = {
  text: { sm: 'px-2', md: 'px-3', lg: 'px-4' },
  square: { sm: 'w-7 pointer-coarse:min-w-11', md: 'w-8 pointer-coarse:min-w-11', lg: 'w-10 pointer-coarse:min-w-11' },
}

/** The classes of a button, shared by Button, LinkButton and the triggers of menus and dialogs. */
export function buttonClass({
  variant = 'secondary',
  size = 'md',
  width = 'text',
}: {
  variant?: ButtonVariant
  size?: ButtonSize
  width?: 'text' | 'square' | 'none'
}): string {
  return cx(base, variants[variant], sizes[size], width !== 'none' && widths[width][size])
}
