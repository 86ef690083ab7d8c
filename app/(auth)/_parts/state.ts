/** What an action of these pages answers: a sentence, and the entered values so that nothing has to be typed twice. */
export interface AuthState {
  ok: boolean
  message: string | null
  /** Never passwords or codes. */
  values: Record<string, string>
  /** What is wrong with a field, by its name. */
  problems: Record<string, string>
}

export type AuthAction = (previous: AuthState, form: FormData) => Promise<AuthState>

export const untouched: AuthState = { ok: true, message: null, values: {}, problems: {} }

/** A failure in one sentence. */
export function failed(message: string, values: Record<string, string> = {}): AuthState {
  return { ok: false, message, values, problems: {} }
}
