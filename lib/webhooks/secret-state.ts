/** What making or rotating a signing secret answers: the secret itself, once, or what is wrong. */
export interface SecretState {
  ok: boolean
  message: string | null
  /** The whole secret; it is shown now and never again. */
  secret: string | null
  /** What was entered, so that nothing has to be typed twice. */
  url: string
}

export type SecretAction = (previous: SecretState, form: FormData) => Promise<SecretState>

export const noSecret: SecretState = { ok: true, message: null, secret: null, url: '' }
