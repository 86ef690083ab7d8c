/**
 * What a state means to the reader, from fine to worst. `neutral` says nothing about good or bad
 * (not applicable, unknown, off). Every tone has a colour, a shape and needs a word beside it.
 */
export const tones = ['good', 'warning', 'serious', 'critical', 'info', 'neutral'] as const
export type Tone = (typeof tones)[number]

/** Text and mark colour of a tone; at least 4.5:1 on every surface and on its own soft background. */
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

/** Solid fill of a tone, for meters and marks. */
export const toneFill: Record<Tone, string> = {
  good: 'bg-good',
  warning: 'bg-warning',
  serious: 'bg-serious',
  critical: 'bg-critical',
  info: 'bg-info',
  neutral: 'bg-border-strong',
}
