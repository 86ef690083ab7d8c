/** Begins the name of every cookie of the sign-in machinery. */
export const COOKIE_PREFIX = 'pulsegrid'

/** Header in which our entrances hand the caller's address to better-auth; what a caller sends under it is dropped. */
export const IP_HEADER = 'x-pulsegrid-client-ip'

/** Header in which proxy.ts tells pages their own path; what a caller sends under it is overwritten. */
export const PATH_HEADER = 'x-pulsegrid-path'
