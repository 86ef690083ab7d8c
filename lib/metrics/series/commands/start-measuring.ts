import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { type Meter, meter } from '@/lib/meter'
import { SECOND } from '@/lib/time'
import { FLUSH_SECONDS } from '../model'
import { flushMeter } from './flush-meter'

const NS_PER_MS = 1e6
/** How often the event loop is asked whether it is late. */
const RESOLUTION_MS = 20
/** So long after the full ten seconds, as a timer may come a little early. */
const AFTER_MS = 50

/**
 * Measures the process itself (memory, how late its event loop runs) and writes what it has counted every few
 * seconds, until the returned function is called, which writes a last time. The clock's own tens of seconds: a
 * minute is complete in the database a moment after it has ended, when its alert rules are judged.
 */
export function startMeasuring(): () => Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let timer = wait()
  function wait(): NodeJS.Timeout {
    const period = FLUSH_SECONDS * SECOND
    return setTimeout(tick, period - (Date.now() % period) + AFTER_MS).unref()
  }
  function tick(): void {
    timer = wait()
    measureProcess(meter(), delay)
    void flushMeter(new Date())
  }
  return async () => {
    clearTimeout(timer)
    measureProcess(meter(), delay)
    delay.disable()
    await flushMeter(new Date())
  }
}

function measureProcess(target: Meter, delay: IntervalHistogram): void {
  target.set('process_resident_bytes', {}, process.memoryUsage.rss())
  // Of 100 looks the worst but one, since the last time; the wait of the timer itself is no lag.
  target.set('event_loop_lag_ms', {}, Math.max(0, delay.percentile(99) / NS_PER_MS - RESOLUTION_MS))
  delay.reset()
}
