/** A group of operations that are used together. */
export interface Family {
  /** Last part of its address in the reference. */
  key: string
  name: string
  description: string
  /** Addresses that begin so belong to it; the longest one counts. */
  begins: string[]
}

export const families: Family[] = [
  { key: 'ingest', name: 'Ingest', description: 'Calls, events and telemetry that systems send.', begins: ['/api/ingest', '/api/otlp', '/api/integrations'] },
  {
    key: 'health-scores',
    name: 'Health scores',
    description: 'How healthy a publisher or a consumer is, why, and what to do first.',
    begins: ['/api/dashboard'],
  },
  {
    key: 'anomalies',
    name: 'Anomalies',
    description: 'What was out of the ordinary, and what was planned.',
    begins: ['/api/dashboard/anomalies', '/api/dashboard/planned-events'],
  },
  { key: 'reviews', name: 'Reviews', description: 'What callers say about tools, and the answers.', begins: ['/api/dashboard/reviews'] },
  { key: 'alerts', name: 'Alerts', description: 'Rules, alerts, silences and what has not been seen.', begins: ['/api/alerts'] },
  { key: 'channels', name: 'Channels', description: 'Where alerts are told.', begins: ['/api/channels'] },
  {
    key: 'status',
    name: 'Status page',
    description: 'What mail programs do for subscribers. The page itself is read at /status/api/v2.',
    begins: ['/api/status'],
  },
  { key: 'staff', name: 'Staff', description: 'The platform as its operators see it. Needs a staff session.', begins: ['/api/admin'] },
  { key: 'live', name: 'Live', description: 'What happens, as it happens.', begins: ['/api/stream', '/api/admin/stream'] },
  {
    key: 'operation',
    name: 'Operation',
    description: 'For schedulers, monitors, mail providers and other sites.',
    begins: ['/api'],
  },
]

/** The family of an address: the one that names the longest beginning of it. */
export function familyOf(path: string): Family {
  const fits = (begin: string) => path === begin || path.startsWith(`${begin}/`)
  const longest = (family: Family) => Math.max(-1, ...family.begins.filter(fits).map((begin) => begin.length))
  return families.reduce((best, family) => (longest(family) > longest(best) ? family : best))
}
