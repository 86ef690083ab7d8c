// Apart from the reading of forms, whose validation no browser needs.

/** What a form that adds a channel answers. */
export interface ChannelFormState {
  ok: boolean
  message: string | null
  /** The signing secret of a new webhook; it is shown now and never again. */
  secret: string | null
  /** What was entered, so that nothing has to be typed twice; without what is secret. */
  entered: Record<string, string>
}

export type ChannelFormAction = (previous: ChannelFormState, form: FormData) => Promise<ChannelFormState>

export const emptyChannelForm: ChannelFormState = { ok: true, message: null, secret: null, entered: {} }

/** Choices of how long messages about a rule stay apart, and of when what is still firing is told again. */
export const intervalMinutes = [1, 5, 15, 60] as const
export const repeatHours = [1, 4, 12, 24, 168] as const
