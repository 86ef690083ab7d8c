// npm run job -- NAME [--at TIME]: runs a job here and now, as if it were TIME.
import { parseArgs } from 'node:util'
import { closePool } from '@/db/client'
import { allowOwnAddress } from '@/lib/demo/commands/reach-endpoints'
import { findDemoMark } from '@/lib/demo/queries'
import { findJob, jobs } from '@/lib/jobs/registry'
import { runJob } from '@/lib/jobs/run'
import { flushMeter } from '@/lib/metrics/series/commands/flush-meter'
import { prepareEnvironment } from './environment'

const usage = `usage: npm run job -- NAME [--at 2026-03-02T09:00Z]\n\njobs:\n${jobs.map((job) => `  ${job.name.padEnd(24)} ${job.schedule.padEnd(12)} ${job.description}`).join('\n')}\n`
process.exitCode = await main()
await flushMeter(new Date())
await closePool()

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { at: { type: 'string' } }, allowPositionals: true })
  const job = findJob(positionals[0] ?? '')
  const now = values.at === undefined ? new Date() : new Date(values.at)
  if (!job || positionals.length > 1) return complain(usage)
  // Without a zone the time would be that of whoever's machine this is.
  if (Number.isNaN(now.getTime()) || (values.at && !/(Z|[+-]\d\d:\d\d)$/.test(values.at))) {
    return complain(`--at ${values.at} is not a time. Write it like 2026-03-02T09:00Z.\n`)
  }
  await prepareEnvironment()
  // The simulated tools answer at this machine's own address.
  if (await findDemoMark()) allowOwnAddress()
  const startedAt = performance.now()
  const outcome = await runJob(job, { now, trigger: 'cli' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  switch (outcome.state) {
    case 'succeeded': {
      const { checked, changed, failed } = outcome.counts
      process.stdout.write(`${job.name} at ${now.toISOString()}: checked ${checked}, changed ${changed}, failed ${failed}, in ${seconds} s.\n`)
      return failed > 0 ? 1 : 0
    }
    case 'failed':
      return complain(`${job.name} failed after ${seconds} s: ${outcome.error}\n`)
    case 'already_running':
      return complain(`${job.name} is already running; its lease ends at ${outcome.until.toISOString()} unless it is renewed.\n`)
    default:
      return complain(`${job.name} ended early; the next run goes on.\n`)
  }
}

function complain(text: string): number {
  process.stderr.write(text)
  return 1
}
