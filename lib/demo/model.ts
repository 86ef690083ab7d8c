import { z } from 'zod'

// The simulated marketplace while the product runs: loading and removing it, calls that go on, and
// answers for its health endpoints. What it consists of stands in db/demo (pure, seeded). Everything
// simulated hangs on organizations marked `simulated`. Reads organizations; writes through ingest,
// scores and db/demo.

/** What organizations.metadata of every simulated organization says: enough to make the same world again. */
const demoMarkSchema = z.object({
  demo: z.object({ seed: z.int(), anchor: z.iso.datetime().transform((at) => new Date(at)), appUrl: z.string().optional() }),
})

export interface DemoMark {
  seed: number
  /** The `now` that the marketplace was loaded at. */
  anchor: Date
  /** Where its health endpoints are asked: the origin that the app had then. */
  appUrl?: string
}

/** The mark in an organization's metadata; null when there is none. */
export function readDemoMark(metadata: string | null): DemoMark | null {
  if (!metadata) return null
  try {
    return demoMarkSchema.parse(JSON.parse(metadata)).demo
  } catch {
    return null
  }
}

/** The lease that makes one of several processes the generator. */
export const TRAFFIC_LEASE = 'demo-traffic'
