/** What issuing or rotating a key answers: the key itself, once, or what is wrong. */
export interface KeyState {
  ok: boolean
  message: string | null
  /** The whole key; it is shown now and never again. */
  key: string | null
  /** What was entered, so that nothing has to be typed twice. */
  values: { name: string; scopes: string[]; ipAllowlist: string; expiresInDays: string }
}

export type KeyAction = (previous: KeyState, form: FormData) => Promise<KeyState>

export const noKey: KeyState = { ok: true, message: null, key: null, values: { name: '', scopes: [], ipAllowlist: '', expiresInDays: '90' } }
