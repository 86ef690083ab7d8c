import type { Tone } from '../ui/tone'

/** What testing or saving a health endpoint answered, and the address that was entered. */
export interface HealthEndpointState {
  tone: Tone
  message: string | null
  url: string
}

export type HealthEndpointAction = (previous: HealthEndpointState, form: FormData) => Promise<HealthEndpointState>
