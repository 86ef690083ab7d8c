import { formatCount } from '@/lib/format'

interface OpenAlert {
  severity: 'warning' | 'critical'
  state: string
  title: string
  silenceId: string | null
  maintenanceId: string | null
}

/** The state of an owner's alerts in one sentence. */
export function activeSentence(alerts: readonly OpenAlert[], total: number): string {
  if (total === 0) return 'Nothing is firing'
  const [first] = alerts
  if (total === 1 && first) return `${first.severity === 'critical' ? 'One critical alert is open' : 'One warning is open'}: ${first.title}`
  const critical = alerts.filter(({ severity }) => severity === 'critical').length
  const held = alerts.filter(({ state }) => state === 'acknowledged').length
  const quiet = alerts.filter(({ silenceId, maintenanceId }) => silenceId !== null || maintenanceId !== null).length
  const parts = [
    critical === 0 ? 'none of them critical' : critical === total ? 'all of them critical' : `${formatCount(critical)} of them critical`,
    ...(held === 0 ? [] : [held === total ? 'all in hand' : `${formatCount(held)} in hand`]),
    ...(quiet === 0 ? [] : [`${formatCount(quiet)} silenced`]),
  ]
  return `${formatCount(total)} alerts are open, ${parts.join(', ')}`
}
