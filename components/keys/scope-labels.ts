import type { Scope } from '@/lib/auth/model'

/** What a scope allows, in words. */
export const scopeLabels: Record<Scope, { label: string; hint: string }> = {
  'ingest:write': { label: 'Send facts', hint: 'Calls, tools, reviews and everything else that is ingested.' },
  'scores:read': { label: 'Read health scores', hint: 'Scores, action items and the security checklist.' },
  'usage:read': { label: 'Read usage', hint: 'Calls and spend of the organization as a consumer.' },
  'metrics:read': { label: 'Read metrics', hint: 'Volumes, latencies and error rates of tools.' },
  'alerts:read': { label: 'Read alerts', hint: 'Alerts, rules and silences.' },
  'alerts:write': { label: 'Change alerts', hint: 'Write rules, acknowledge and resolve alerts, silence them.' },
}
