// Senders each have their own words for how a build ended (GitHub: failure, timed_out; GitLab: failed; Vercel:
// ERROR, READY; Jenkins: UNSTABLE). Metrics know one for each end, so that a success rate is one question.

const ends: Record<string, readonly string[]> = {
  succeeded: ['succeeded', 'success', 'successful', 'passed', 'pass', 'ok', 'ready', 'complete', 'completed', 'done', 'green', 'fixed'],
  failed: [
    'failed',
    'failure',
    'fail',
    'error',
    'errored',
    'broken',
    'crashed',
    'unstable',
    'timed_out',
    'timedout',
    'timeout',
    'startup_failure',
    'infrastructure_failure',
    'out_of_memory',
    'red',
  ],
  cancelled: ['cancelled', 'canceled', 'aborted', 'skipped', 'stopped', 'not_built', 'not_run', 'superseded', 'stale', 'neutral'],
}

const underWay = new Set([
  'queued',
  'pending',
  'waiting',
  'scheduled',
  'created',
  'requested',
  'preparing',
  'initializing',
  'starting',
  'started',
  'running',
  'building',
  'in_progress',
  'processing',
  'blocked',
  'on_hold',
  'manual',
  'action_required',
  'paused',
])

const endOf = new Map(Object.entries(ends).flatMap(([end, words]) => words.map((word) => [word, end] as const)))

/**
 * How a build ended, from the word that its sender used: succeeded, failed, cancelled, or a word that is not
 * known as it came (in lower case, with underscores). Null: it has not ended yet.
 */
export function buildEnd(status: string): string | null {
  const word = status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  if (underWay.has(word)) return null
  return endOf.get(word) ?? word
}
