/** What the forms of the subscription page are answered. */
export interface SubscribeState {
  ok: boolean
  /** A sentence; null before anything was sent. */
  message: string | null
  /** What was entered, so that nothing has to be typed twice. */
  address: string
  /** Of a webhook, shown this once. */
  secret: string | null
  manageUrl: string | null
}

export type SubscribeAction = (previous: SubscribeState, form: FormData) => Promise<SubscribeState>

export const noSubscription: SubscribeState = { ok: false, message: null, address: '', secret: null, manageUrl: null }
