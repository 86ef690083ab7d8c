import { showToast } from '../ui/toast-queue'

// Toasts for what is grave (an alert that is critical fires, an incident is opened) and for what is over. Loaded with
// the first of them.

/** More than these say nothing; the rest is a number. */
const SHOWN = 3
/** What a tab hears later, because it was asleep, is told by the bell. */
const FRESH_MS = 10 * 60_000

let open = 0
let more = 0

/** Shows an event of an alert, as the stream told it, if it is one to be shown. */
export function toastAlert(data: Record<string, unknown>, allHref: string | null): void {
  const critical = data.type === 'fired' && data.severity === 'critical'
  if (!critical && data.type !== 'resolved') return
  if (Date.now() - new Date(String(data.at)).getTime() > FRESH_MS) return
  const action = allHref ? { label: 'Show', onAction: () => window.location.assign(allHref) } : undefined
  if (open < SHOWN) {
    open++
    showToast({
      title: critical ? 'Critical alert is firing' : 'Alert is resolved',
      description: String(data.title),
      tone: critical ? 'critical' : 'good',
      action: critical ? action : undefined,
      onClose: () => {
        open--
      },
    })
    return
  }
  more++
  showToast({
    key: 'more-alerts',
    title: `${more} more ${more === 1 ? 'alert' : 'alerts'}`,
    description: 'The bell has them all.',
    tone: 'info',
    action,
    onClose: () => {
      more = 0
    },
  })
}

/** Says that an incident was opened or opened again; what else happens to it stands on its page. For staff, whose stream alone carries it. */
export function toastIncident({ type, number, severity, title, at }: Record<string, unknown>): void {
  if (type !== 'opened' && type !== 'reopened') return
  if (Date.now() - new Date(String(at)).getTime() > FRESH_MS) return
  showToast({
    key: `incident-${number}`,
    title: `SEV${severity} ${type === 'opened' ? 'opened' : 'opened again'}: INC-${number}`,
    description: String(title),
    tone: Number(severity) <= 2 ? 'critical' : 'warning',
    action: { label: 'Show', onAction: () => window.location.assign(`/admin/incidents/INC-${number}`) },
  })
}
