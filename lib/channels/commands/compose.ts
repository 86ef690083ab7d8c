import { createElement } from 'react'
import Alert from '@/emails/alert'
import { renderMail } from '@/lib/outbox/render'
import { alertmanagerBody } from '../formats/alertmanager'
import { discordBody } from '../formats/discord'
import { alertMail, type MailBody } from '../formats/email'
import { pagerDutyEvent, pagerDutySummary } from '../formats/pagerduty'
import { slackBody } from '../formats/slack'
import { webhookBody } from '../formats/webhook'
import { type AlertFact, type AlertMessage, messageSubject } from '../message'
import { type ChannelSettings, SHOWN_ALERTS } from '../model'
import { channelsUrl } from './addresses'

/** One request's worth of a message. */
export interface ComposedPart {
  subject: string
  /** What the channel is sent, byte for byte, whenever and however often. */
  body: string
  alertIds: string[]
  /** It says of its alerts that they are firing, and nothing else. */
  onlyFiring: boolean
  /** What tells it from the other parts of the message. */
  part: string
}

export interface Composed {
  parts: ComposedPart[]
  /** Its alerts are only counted: nothing in it could be ended later. */
  summed: boolean
}

/** All alerts that a message speaks of, also those that it only counts. */
export interface Spoken {
  firing: string[]
  acknowledged: string[]
  ended: string[]
}

/** Puts a message into the form of a channel: one request, but for PagerDuty, which knows single alerts. */
export async function composeParts(message: AlertMessage, spoken: Spoken, settings: ChannelSettings): Promise<Composed> {
  if (settings.kind === 'pagerduty') return composeEvents(message, spoken)
  const whole: ComposedPart = {
    subject: messageSubject(message),
    body: '',
    alertIds: [...spoken.firing, ...spoken.acknowledged, ...spoken.ended],
    onlyFiring: spoken.acknowledged.length + spoken.ended.length === 0,
    part: '',
  }
  return { parts: [{ ...whole, body: await bodyOf(message, settings) }], summed: false }
}

async function bodyOf(message: AlertMessage, settings: Exclude<ChannelSettings, { kind: 'pagerduty' }>): Promise<string> {
  switch (settings.kind) {
    case 'email': {
      const props = alertMail(message, channelsUrl(message.listUrl))
      const mail: MailBody = { to: settings.to, subject: props.subject, ...(await renderMail(createElement(Alert, props))) }
      return JSON.stringify(mail)
    }
    case 'slack':
      return slackBody(message)
    case 'discord':
      return discordBody(message)
    case 'webhook':
      return settings.format === 'alertmanager' ? alertmanagerBody(message) : webhookBody(message)
  }
}

function composeEvents(message: AlertMessage, spoken: Spoken): Composed {
  const event = (action: 'trigger' | 'acknowledge' | 'resolve') => (alert: AlertFact) => ({
    subject: messageSubject({ ...message, ...single(action, alert) }),
    body: pagerDutyEvent(alert, action, message),
    alertIds: [alert.id],
    onlyFiring: action === 'trigger',
    part: `${action}:${alert.id}`,
  })
  const summed = message.kind === 'summary' || spoken.firing.length > SHOWN_ALERTS
  const opening = summed
    ? [{ subject: messageSubject(message), body: pagerDutySummary(message), alertIds: spoken.firing, onlyFiring: true, part: 'summary' }]
    : message.firing.map(event('trigger'))
  return { parts: [...opening, ...message.acknowledged.map(event('acknowledge')), ...message.ended.map(event('resolve'))], summed }
}

function single(action: 'trigger' | 'acknowledge' | 'resolve', alert: AlertFact): Pick<AlertMessage, 'kind' | 'firing' | 'acknowledged' | 'ended' | 'counts'> {
  const lists = {
    firing: action === 'trigger' ? [alert] : [],
    acknowledged: action === 'acknowledge' ? [alert] : [],
    ended: action === 'resolve' ? [alert] : [],
  }
  return { kind: 'alerts', ...lists, counts: { firing: lists.firing.length, acknowledged: lists.acknowledged.length, ended: lists.ended.length } }
}
