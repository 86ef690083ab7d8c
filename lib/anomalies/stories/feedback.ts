import { z } from 'zod'

export const storyDecisions = ['confirm', 'false_positive', 'dismiss', 'undo'] as const
export type StoryDecision = (typeof storyDecisions)[number]

export const MAX_NOTE = 500

/** What a person says of a story: real, a false alarm, of no interest, or none of it any more. */
export const feedbackSchema = z.strictObject({
  storyId: z.uuid(),
  decision: z.enum(storyDecisions),
  note: z.string().max(MAX_NOTE, `A note has at most ${MAX_NOTE} characters.`).optional(),
})
export type Feedback = z.infer<typeof feedbackSchema>

const sentences: Record<StoryDecision, string> = {
  confirm: 'Noted: this was real.',
  false_positive: 'Closed as a false alarm. The detector learns from it.',
  dismiss: 'Dismissed.',
  undo: 'Taken back.',
}

/** What was done, for whoever did it. */
export function judgedSentence(decision: StoryDecision): string {
  return sentences[decision]
}
