import { env } from '@/lib/env'

/** Origin of the console, without a slash at its end. */
export function consoleOrigin(): string {
  return env().APP_URL.replace(/\/$/, '')
}

/** Where the channels are managed of those whose alerts are listed at an address. */
export function channelsUrl(listUrl: string): string {
  return listUrl.replace(/\/alerts$/, '/channels')
}
