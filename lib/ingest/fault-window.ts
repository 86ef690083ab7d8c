/** As incidents have it: 1 is a full outage, 4 is minor. */
export type FaultSeverity = 1 | 2 | 3 | 4

interface Common {
  /** What opened it; the same source is the same window. */
  source: string
  label: string
  /** Left out: 2. The first two hold back mails that would be out of place (tone guard). */
  severity?: FaultSeverity
  fromAt: Date
}

/** A stretch of failures that are not the developers': of the platform, or of one provider. */
export type FaultWindowInput = Common &
  (
    | {
        kind: 'platform'
        /** With tools empty as well: every route. */
        routes: string[]
        /** Ids of tools besides those on the routes. */
        tools?: string[]
      }
    | { kind: 'upstream'; provider: string }
  )
