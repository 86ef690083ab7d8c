import type { Props } from '@/emails/dormant'
import { formatCount, formatDate } from '@/lib/format'
import { DAY, startOfDay } from '@/lib/time'
import { type DormantPublisher, type DormantTool, LONGEST_SPELL_DAYS, NEVER_CALLED } from './spell'

const SHOWN_TOOLS = 4

export interface DormantInput {
  publisher: DormantPublisher
  now: Date
  consoleUrl: string
  unsubscribeUrl: string
}

/** The mail's content: what to look at comes from what is known of the tools, likeliest first. */
export function composeDormant({ publisher, now, consoleUrl, unsubscribeUrl }: DormantInput): Props {
  const { organizationName, simulated, spell, tools } = publisher
  const never = spell === NEVER_CALLED
  const urlOf = ({ toolId }: DormantTool) => `${consoleUrl}/dashboard/tools/${toolId}`
  return {
    organizationName,
    simulated,
    // The days between the day of the last call and today.
    quietDays: never ? null : Math.round((startOfDay(now).getTime() - dayOf(spell).getTime()) / DAY) - 1,
    tools: tools.slice(0, SHOWN_TOOLS).map((tool) => ({ name: tool.name, detail: detailOf(tool), url: urlOf(tool) })),
    moreTools: Math.max(0, tools.length - SHOWN_TOOLS),
    steps: stepsOf(publisher, consoleUrl, urlOf),
    url: `${consoleUrl}/dashboard/tools`,
    consoleUrl,
    unsubscribeUrl,
  }
}

function detailOf({ lastDay, publishedAt, calls }: DormantTool): string {
  if (lastDay === null) return `Never called since it was listed on ${formatDate(new Date(publishedAt))}.`
  const before = calls === 1 ? 'one call' : `${formatCount(calls)} calls`
  return `Last called on ${formatDate(dayOf(lastDay))}; ${before} in the four weeks before.`
}

function stepsOf({ tools, spell }: DormantPublisher, consoleUrl: string, urlOf: (tool: DormantTool) => string): Props['steps'] {
  const steps: Props['steps'] = []
  const broken = tools.find(({ probe }) => probe?.state === 'down')
  if (broken?.probe) {
    steps.push({
      title: 'Put the health endpoint right',
      detail: `${broken.name} did not answer when it was last asked, on ${formatDate(new Date(broken.probe.at))}.`,
      url: urlOf(broken),
    })
  }
  const [busiest] = tools
  if (busiest && spell !== NEVER_CALLED) {
    steps.push({
      title: 'Look at the last calls',
      detail: `A rise of errors or latency of ${busiest.name} before they stopped says that callers left because of it.`,
      url: urlOf(busiest),
    })
    steps.push({
      title: 'Look at your keys',
      detail: 'A key that was revoked or has expired stops every call that was made with it.',
      url: `${consoleUrl}/dashboard/settings/keys`,
    })
  } else if (busiest) {
    steps.push({
      title: 'Say what it is for',
      detail: `People find ${busiest.name} by its name, description and category.`,
      url: urlOf(busiest),
    })
    steps.push({ title: 'Raise your health score', detail: 'Better listings stand higher in the directory.', url: `${consoleUrl}/dashboard/health` })
  }
  steps.push({
    title: 'Keep the listing',
    detail: `After ${LONGEST_SPELL_DAYS} days without a call a tool is on its way to the inactive ones; a warning comes a week before.`,
    url: `${consoleUrl}/dashboard/tools`,
  })
  return steps
}

function dayOf(isoDay: string): Date {
  return new Date(`${isoDay}T00:00:00Z`)
}
