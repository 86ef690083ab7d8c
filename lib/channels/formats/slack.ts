import { type AlertFact, type AlertMessage, clip, figureLine, messageSubject, moreLine, severityWord, stateWord, timeLine } from '../message'

// Slack's incoming webhooks: Block Kit, with a plain text for notifications and screen readers.
// Limits: 50 blocks, 150 characters of a header, 3,000 of a section, 75 of a button.

const HEADER = 150
const SECTION = 3_000
/** Of one alert's text; leaves room for its links and its figures in a section. */
const DESCRIPTION = 600
/** What is left of the 50 blocks after header, rest and context. */
const ALERT_BLOCKS = 46
/** Slack cuts a text off at 40,000; nobody reads so much in a notification. */
const TEXT = 3_000

const marks = { critical: ':red_circle:', warning: ':large_orange_circle:', over: ':large_green_circle:', taken: ':large_blue_circle:' } as const

/** The body of a request to an incoming webhook. */
export function slackBody(message: AlertMessage): string {
  const subject = messageSubject(message)
  const alerts = [...message.firing, ...message.acknowledged, ...message.ended]
  const more = moreLine(message)
  const blocks = [
    // Plain text shows characters as they are: nothing in it is a mention or a link.
    { type: 'header', text: { type: 'plain_text', text: clip(subject, HEADER), emoji: false } },
    ...alerts.slice(0, ALERT_BLOCKS).map((alert) => section(alertText(alert, message.zone))),
    ...(more ? [section(escapeSlack(more))] : []),
    { type: 'context', elements: [{ type: 'mrkdwn', text: clip(contextText(message), SECTION), verbatim: true }] },
  ]
  return JSON.stringify({ text: clip(escapeSlack(subject), TEXT), blocks, unfurl_links: false, unfurl_media: false })
}

/** A message that only says something, for tests and notices. */
export function slackNotice(text: string): string {
  return JSON.stringify({ text: clip(escapeSlack(text), TEXT), unfurl_links: false, unfurl_media: false })
}

/**
 * Text of people as Slack shows it literally: the three characters with a meaning are escaped, so that
 * `<!channel>` and `<@U123>` are what they look like and call nobody; names that Slack would link by
 * themselves (`@here`) are not, as sections are sent verbatim.
 */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }
}

function alertText(alert: AlertFact, zone: string): string {
  const figure = figureLine(alert)
  const links = [link(alert.url, 'Open'), alert.runbookUrl ? link(alert.runbookUrl, 'Runbook') : null, alert.sourceUrl ? link(alert.sourceUrl, 'Source') : null]
  const lines = [
    `${mark(alert)} *${escapeSlack(clip(plain(alert.title), 300))}*`,
    [alert.state === 'firing' ? severityWord(alert.severity) : stateWord(alert), figure, timeLine(alert, zone)]
      .filter((part) => part !== null)
      .map((part) => escapeSlack(part))
      .join(' · '),
    alert.description ? escapeSlack(clip(alert.description, DESCRIPTION)) : null,
    links.filter((each) => each !== null).join(' · '),
  ]
  return joinWithin(
    lines.filter((line) => line !== null && line !== ''),
    SECTION,
  )
}

/** Escaping makes a text up to five times longer: what does not fit goes line by line, never cut inside an entity or a link. */
function joinWithin(lines: (string | null)[], characters: number): string {
  let text = ''
  for (const line of lines) if (line !== null && text.length + line.length + 1 <= characters) text += `${text ? '\n' : ''}${line}`
  return text
}

function mark(alert: AlertFact): string {
  return alert.state === 'firing' ? marks[alert.severity] : alert.state === 'acknowledged' ? marks.taken : marks.over
}

/** Asterisks would end the bold type of the line. */
function plain(text: string): string {
  return text.replaceAll('*', '∗').replaceAll(/\s+/g, ' ')
}

function link(url: string, label: string): string {
  return `<${url.replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C')}|${label}>`
}

function contextText({ audience, listUrl, simulated }: AlertMessage): string {
  return [escapeSlack(audience), simulated ? 'simulated data' : null, link(listUrl, 'All alerts')].filter((part) => part !== null).join(' · ')
}
