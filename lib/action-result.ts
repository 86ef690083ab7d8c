/** What a form's server action answers: shown as a toast (or in place, before hydration). */
export interface ActionResult {
  ok: boolean
  /** What was done, or what failed and what to do; a sentence for people. */
  message: string
  /** To quote when it failed for a reason of ours. */
  requestId?: string
}

/**
 * A server action as ActionForm, ActionButton and Menu take it. Expected failures are answered with
 * ok: false; only defects throw.
 */
export type FormAction = (previous: ActionResult | null, form: FormData) => Promise<ActionResult>
