import type { Job } from '@/lib/jobs/model'
import { jobs } from '@/lib/jobs/registry'
import { runJob } from '@/lib/jobs/run'
import { intervalOf, previousOccurrence } from '@/lib/schedule'
import { HOUR, MINUTE } from '@/lib/time'

export interface Life {
  from: Date
  to: Date
  /** Called at the start of every hour: what has happened until then arrives. */
  facts: (at: Date) => Promise<void>
  /** What a person sees, once a day at this hour (UTC), after the jobs of the hour. */
  look: (at: Date) => Promise<void>
  lookAtHour: number
  /** Nothing runs then. */
  isDown: (at: Date) => boolean
  /** Every job is started twice at once then, and once more. */
  isDoubled: (at: Date) => boolean
}

/** Between two of these hours, and beside the rarer jobs, the frequent ones would only find what they left. */
const FREQUENT_EVERY_HOURS = 6
/** Probes must come often enough to vouch for the time between them. */
const HOURLY = 'health-checks'
const DETECTION = 'detect-anomalies'

/**
 * Lives through a stretch of time: every job of the registry at the moments that its schedule names,
 * in the order of the registry. Of the jobs that run more often than hourly, and would mostly find
 * what they left, those runs are kept that come on the minute after a rarer job that changed something
 * (what one job owes, the next minute tells), and four a day; of the probes one an hour. Detection is
 * left out: it looks at five minutes at a time, and has days of its own (anomaly-pass.test.ts).
 */
export async function live(life: Life): Promise<void> {
  const rare = jobs.filter((job) => intervalOf(job.schedule, life.from) >= HOUR)
  const frequent = jobs.filter((job) => !rare.includes(job) && job.name !== DETECTION)
  for (let hour = life.from.getTime(); hour < life.to.getTime(); hour += HOUR) {
    const at = new Date(hour)
    await life.facts(at)
    if (!life.isDown(at)) {
      for (const minute of minutesOf(rare, hour)) {
        const now = new Date(hour + minute * MINUTE)
        const due = rare.filter((job) => isDue(job, now))
        const all = minute === 0 && at.getUTCHours() % FREQUENT_EVERY_HOURS === 0
        if (minute === 0) for (const job of frequent) if (all ? isDue(job, now) : job.name === HOURLY) await run(job, now, life.isDoubled(now))
        let changed = 0
        for (const job of due) changed += await run(job, now, life.isDoubled(now))
        if (changed === 0 && !all) continue
        const next = new Date(now.getTime() + MINUTE)
        for (const job of frequent) if (job.name !== HOURLY) await run(job, next, life.isDoubled(next))
      }
    }
    if (at.getUTCHours() === life.lookAtHour) await life.look(at)
  }
}

/** The minutes of an hour at which one of these jobs is due. */
function minutesOf(rare: Job[], hour: number): number[] {
  const minutes = new Set([0])
  for (const job of rare) {
    const at = previousOccurrence(job.schedule, new Date(hour + HOUR - 1))
    if (at && at.getTime() >= hour) minutes.add((at.getTime() - hour) / MINUTE)
  }
  return [...minutes].sort((a, b) => a - b)
}

function isDue(job: Job, now: Date): boolean {
  return previousOccurrence(job.schedule, now)?.getTime() === now.getTime()
}

/** How many things it changed. On an ordinary day without the record of the run, which other tests look at. */
async function run(job: Job, now: Date, doubled: boolean): Promise<number> {
  if (!doubled) {
    const ctx = { actor: { kind: 'job' as const, job: job.name }, now, requestId: 'sixty days', ip: null }
    return (await job.run(ctx, { now, stillMine: async () => true })).changed
  }
  const start = () => runJob(job, { now, trigger: 'cli' })
  let changed = 0
  for (const outcome of [...(await Promise.all([start(), start()])), await start()]) {
    if (outcome.state === 'failed') throw new Error(`${job.name} at ${now.toISOString()}: ${outcome.error}`)
    if (outcome.state === 'succeeded') changed += outcome.counts.changed
  }
  return changed
}
