import { closePool } from '@/db/client'
import { printSetupToken } from '@/lib/auth/commands/set-up'
import { startDemoTraffic } from '@/lib/demo/commands/simulate-traffic'
import { env } from '@/lib/env'
import { builtPages, measurePages } from '@/lib/http/measure-pages'
import { recordPeerAddress } from '@/lib/http/peer-address'
import { isSchedulerWanted, startScheduler } from '@/lib/jobs/scheduler'
import { announceShutdown } from '@/lib/jobs/shutdown'
import { liveHub } from '@/lib/live/commands/hub'
import { log } from '@/lib/log'
import { flushOwnLines, startKeepingOwnLines } from '@/lib/logs/commands/own-lines'
import { tailHub } from '@/lib/logs/commands/tail-hub'
import { flushMeter } from '@/lib/metrics/series/commands/flush-meter'
import { startMeasuring } from '@/lib/metrics/series/commands/start-measuring'
import { startKeepingSnapshot } from '@/lib/status/commands/kept-snapshot'
import { SECOND } from '@/lib/time'

// What runs beside the requests of a server process: the local scheduler, the first start's token, the writing of
// what the process counts and logs and, where it is loaded, the simulated marketplace.
// A change in here needs a restart of `next dev`.

/** Whoever sent SIGTERM loses patience at 10 s. */
const PATIENCE_MS = 8 * SECOND

const stops: (() => Promise<void>)[] = []

function startJobs(): void {
  if (!isSchedulerWanted()) return
  const { QSTASH_CURRENT_SIGNING_KEY } = env()
  if (!QSTASH_CURRENT_SIGNING_KEY) {
    log().warn('No jobs run: QSTASH_CURRENT_SIGNING_KEY is not set. `npm start` generates one.')
    return
  }
  // Not APP_URL: that may be an address which only the world outside can reach.
  const scheduler = startScheduler(`http://localhost:${process.env.PORT ?? '3000'}`, QSTASH_CURRENT_SIGNING_KEY)
  stops.push(async () => {
    await scheduler.stop()
    // Runs end at their next batch and record it; the next start goes on with them at once.
    await scheduler.idle()
  })
}

let stopping = false
function stop(signal: 'SIGINT' | 'SIGTERM'): void {
  if (stopping) return
  stopping = true
  announceShutdown()
  const leave = setTimeout(() => process.exit(signal === 'SIGINT' ? 130 : 143), PATIENCE_MS)
  leave.unref()
  // Next answers the requests under way, then leaves by itself; closing the pool first would fail them.
  void Promise.allSettled(stops.map((each) => each())).then(async () => {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS / 2).unref())
    // What the last requests counted; a process that Next ends sooner has written all but those.
    await Promise.all([flushMeter(new Date()), flushOwnLines()])
    await closePool()
  })
}

process.on('SIGTERM', () => stop('SIGTERM'))
process.on('SIGINT', () => stop('SIGINT'))

if (!env().VERCEL) recordPeerAddress()
measurePages(builtPages(`${process.cwd()}/.next`))
// A database that is away at the start is no reason not to serve: pages say so, and it comes back.
void printSetupToken().catch((error) => log().warn({ err: error }, 'could not look whether anybody can sign in yet'))
startJobs()
stops.push(startMeasuring())
// The status page answers while the database is away, also when this process began without it.
stops.push(startKeepingSnapshot().stop)
// Not among what stops: the last requests are answered after it. They are written before the pool is closed.
startKeepingOwnLines()
stops.push(startDemoTraffic().stop)
// An open stream would keep the server from stopping; its page connects again and goes on where it was.
stops.push(() => liveHub().close())
stops.push(async () => tailHub().close())
