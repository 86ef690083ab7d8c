/**
 * What a state means to the reader, from fine to worst. `neutral` says nothing about good or bad
 * (not applicable, unknown, off). Every tone has a colour, a shape and needs a word beside it.
 */
export const tones = ['good', 'warning', 'serious', 'critical', 'info', 'neutral'] as const
export type Tone = (typeof tones)[number]

/** Text colour of a tone; at least 4.5:1 on every surface and on its own soft background. */
export const toneText: Record<Tone, string> = {
  good: 'text-good',
  warning: 'text-warning',
  serious: 'text-serious',
  critical: 'text-critical',
  info: 'text-info',
  neutral: 'text-text-muted',
}

/** Quiet background of a tone. */
export const toneSoft: Record<Tone, string> = {
  good: 'bg-good-soft',
  warning: 'bg-warning-soft',
  serious: 'bg-serious-soft',
  critical: 'bg-critical-soft',
  info: 'bg-info-soft',
  neutral: 'bg-surface-muted',
}

/** Colour of a tone's shapes and lines; at least 3:1 on every surface and on its own soft background. */
export const toneMark: Record<Tone, string> = {
  good: 'text-good-mark',
  warning: 'text-warning-mark',
  serious: 'text-serious-mark',
  critical: 'text-critical-mark',
  info: 'text-info-mark',
  neutral: 'text-border-strong',
}

/** The same as a fill, for meters. */
export const toneFill: Record<Tone, string> = {
  good: 'bg-good-mark',
  warning: 'bg-warning-mark',
  serious: 'bg-serious-mark',
  critical: 'bg-critical-mark',
  info: 'bg-info-mark',
  neutral: 'bg-border-strong',
}
