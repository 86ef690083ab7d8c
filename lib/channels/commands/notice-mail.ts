import { createElement } from 'react'
import Alert from '@/emails/alert'
import type { RenderedMail } from '@/lib/outbox/model'
import { renderMail } from '@/lib/outbox/render'
import type { ChannelOwner } from '../access'
import { alertsPath } from '../queries/alert-facts'
import { channelsUrl, consoleOrigin } from './addresses'

interface NoticeMail {
  owner: ChannelOwner
  /** Also the subject. */
  text: string
  /** What it is about, in a word or two. */
  about: string
  /** What else there is to say. */
  more: string
  /** Where it leads, below the page of the owner's alerts. */
  below?: string
  /** Whose alerts they are. */
  audience: string
  tone: 'good' | 'warning'
  simulated: boolean
}

/** A mail that speaks of no single alert: a test, or that a silence ends soon. */
export async function renderNotice({ owner, text, about, more, below = '', audience, tone, simulated }: NoticeMail): Promise<RenderedMail> {
  const consoleUrl = consoleOrigin()
  const listUrl = `${consoleUrl}${alertsPath(owner)}`
  const props = {
    subject: text,
    tone,
    groupName: about,
    audience,
    alerts: [],
    more,
    url: `${listUrl}${below}`,
    channelUrl: channelsUrl(listUrl),
    consoleUrl,
    simulated,
  }
  return { subject: text, ...(await renderMail(createElement(Alert, props))) }
}
