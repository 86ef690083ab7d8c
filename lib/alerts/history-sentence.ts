import { formatCount } from '@/lib/format'

/** What the past week has brought, in one sentence. */
export function historySentence(week: number, critical: number): string {
  if (week === 0) return 'Nothing has fired in the last 7 days'
  const alerts = week === 1 ? 'One alert has' : `${formatCount(week)} alerts have`
  const grave = critical === 0 ? 'none of them critical' : critical === week ? 'all critical' : `${formatCount(critical)} of them critical`
  return week === 1 ? `${alerts} fired in the last 7 days, ${critical === 1 ? 'a critical one' : 'a warning'}` : `${alerts} fired in the last 7 days, ${grave}`
}
