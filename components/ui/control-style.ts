/** The classes of text inputs, textareas and native selects. Their border has 3:1 contrast, so that the field can be found. */
export const controlClass =
  'w-full rounded-md border border-border-strong bg-surface px-2.5 text-base text-text placeholder:text-text-muted hover:border-text-muted aria-invalid:border-critical disabled:cursor-not-allowed disabled:bg-surface-muted disabled:text-text-muted pointer-coarse:text-lg'

/** One-line controls: 32 px high on a desk, 44 px for fingers. */
export const controlHeight = 'h-8 pointer-coarse:min-h-11'
