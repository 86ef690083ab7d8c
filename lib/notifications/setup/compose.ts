import type { Props } from '@/emails/setup-reminder'
import type { SetupStatus } from '@/lib/onboarding/model'

export interface SetupReminderInput {
  organizationName: string
  simulated: boolean
  status: SetupStatus
  /** Where the console is, without a slash at the end. */
  consoleUrl: string
  unsubscribeUrl: string
}

/** The reminder's content from the very status that the page shows; null when there is nothing to remind of. */
export function composeSetupReminder({ status, consoleUrl, ...rest }: SetupReminderInput): Props | null {
  const { next, steps, done, total, ended } = status
  if (!next || ended) return null
  // The next step first, then what must be done, then what may be.
  const open = steps.filter((step) => step.state === 'open' && step !== next)
  const left = [next, ...open.filter((step) => !step.optional), ...open.filter((step) => step.optional)]
  return {
    ...rest,
    done,
    total,
    left: left.map(({ title, why, optional, href }) => ({ title, why, optional, url: `${consoleUrl}${href}` })),
    finished: steps.filter((step) => step.state === 'done').map(({ title }) => title),
    nextAction: next.action,
    url: `${consoleUrl}/dashboard/setup`,
    consoleUrl,
  }
}
