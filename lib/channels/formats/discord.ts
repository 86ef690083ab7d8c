import { type AlertFact, type AlertMessage, clip, figureLine, messageSubject, moreLine, severityWord, stateWord, timeLine } from '../message'

// Discord's webhooks. Limits: 10 embeds and 6,000 characters in all of them together, 256 of a title, 4,096
// of a description, 2,000 of the content. `allowed_mentions` without kinds: nothing in a text calls anybody.

const EMBEDS = 10
const TOTAL = 6_000
const TITLE = 256
const DESCRIPTION = 900
const CONTENT = 2_000

const colours = { critical: 0xd0342c, warning: 0xc77700, over: 0x1a7f4b, taken: 0x2f6fd0 } as const

/** The body of a request to a webhook. */
export function discordBody(message: AlertMessage): string {
  const alerts = [...message.firing, ...message.acknowledged, ...message.ended]
  const embeds: Embed[] = []
  let room = TOTAL
  for (const alert of alerts.slice(0, EMBEDS)) {
    const embed = embedOf(alert, message.zone)
    room -= embed.title.length + embed.description.length
    if (room < 0) break
    embeds.push(embed)
  }
  const hidden = alerts.length - embeds.length
  const more = [hidden > 0 ? `${hidden} more of them ${hidden === 1 ? 'is' : 'are'} not shown here.` : null, moreLine(message)].filter((part) => part !== null)
  const foot = [message.audience, message.simulated ? 'simulated data' : null].filter((part) => part !== null).join(' · ')
  const lines = [`**${escapeDiscord(messageSubject(message))}**`, more.join(' ') || null, `${escapeDiscord(foot)}: <${message.listUrl}>`]
  const content = lines.filter((line) => line !== null).join('\n')
  return JSON.stringify({ content: clip(content, CONTENT), embeds, allowed_mentions: { parse: [] } })
}

/** A message that only says something, for tests and notices. */
export function discordNotice(text: string): string {
  return JSON.stringify({ content: clip(escapeDiscord(text), CONTENT), allowed_mentions: { parse: [] } })
}

/** Text of people as Discord shows it literally: its marks are escaped, mentions are broken besides being disallowed. */
function escapeDiscord(text: string): string {
  return text
    .replaceAll(/([\\*_~`|>#[\]()])/g, '\\$1')
    .replaceAll('<', '\\<')
    .replaceAll('@', '@\u200b')
}

interface Embed {
  title: string
  url: string
  description: string
  color: number
  timestamp: string
}

function embedOf(alert: AlertFact, zone: string): Embed {
  const figure = figureLine(alert)
  const lines = [
    [alert.state === 'firing' ? severityWord(alert.severity) : stateWord(alert), figure].filter((part) => part !== null).join(' · '),
    timeLine(alert, zone),
    alert.description ? clip(escapeDiscord(alert.description), DESCRIPTION) : null,
    alert.runbookUrl ? `Runbook: <${alert.runbookUrl}>` : null,
    alert.sourceUrl ? `Source: <${alert.sourceUrl}>` : null,
  ]
  const colour = alert.state === 'firing' ? colours[alert.severity] : alert.state === 'acknowledged' ? colours.taken : colours.over
  return {
    title: clip(escapeDiscord(alert.title), TITLE),
    url: alert.url,
    description: lines.filter((line) => line !== null).join('\n'),
    color: colour,
    timestamp: (alert.resolvedAt ?? alert.firedAt).toISOString(),
  }
}
