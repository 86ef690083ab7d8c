interface Common {
  /** What opened it; the same source is the same window. */
  source: string
  label: string
  fromAt: Date
}

/** A stretch of failures that are not the developers': of the platform, or of one provider. */
export type FaultWindowInput = (Common & { kind: 'platform' /** Empty: every route. */; routes: string[] }) | (Common & { kind: 'upstream'; provider: string })
