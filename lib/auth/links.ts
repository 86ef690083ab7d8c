import { env } from '@/lib/env'

/** Seconds that a link to sign in or to choose a password is good for. */
export const LINK_SECONDS = 15 * 60

/** An absolute address of this console. */
export function consoleUrl(path: string): string {
  return new URL(path, env().APP_URL).toString()
}
