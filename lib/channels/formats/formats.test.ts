import { describe, expect, it } from 'vitest'
import type { AlertFact, AlertMessage } from '../message'
import { alertmanagerBody, NOT_ENDED } from './alertmanager'
import { discordBody } from './discord'
import { alertMail } from './email'
import { pagerDutyEvent, pagerDutySummary, withRoutingKey } from './pagerduty'
import { slackBody } from './slack'
import { webhookBody } from './webhook'

const fact = (over: Partial<AlertFact> = {}): AlertFact => ({
  id: '00000000-0000-7000-8000-000000000001',
  fingerprint: 'rule{tool=t1}',
  state: 'firing',
  severity: 'critical',
  title: 'Error ratio of Route planner is 14.2 %, above 5 %',
  description: 'Roll back.',
  runbookUrl: null,
  labels: { tool: 't1', metric: 'tool.error_ratio' },
  metric: 'tool.error_ratio',
  unit: 'ratio',
  value: 0.142,
  threshold: 0.05,
  operator: 'gt',
  firedAt: new Date('2026-03-02T02:12:00Z'),
  resolvedAt: null,
  resolveReason: null,
  url: 'https://console.example.com/dashboard/alerts/1',
  sourceUrl: null,
  ...over,
})
const ended = fact({ state: 'resolved', resolvedAt: new Date('2026-03-02T02:26:00Z'), resolveReason: 'recovered', value: 0.011 })

function message(over: Partial<AlertMessage> = {}): AlertMessage {
  const firing = over.firing ?? [fact()]
  const acknowledged = over.acknowledged ?? []
  const over_ = over.ended ?? []
  return {
    id: '00000000-0000-7000-8000-0000000000aa',
    kind: 'alerts',
    groupKey: 'rule-1',
    groupName: 'Error ratio',
    firing,
    acknowledged,
    ended: over_,
    counts: { firing: firing.length, acknowledged: acknowledged.length, ended: over_.length },
    repeated: false,
    at: new Date('2026-03-02T02:12:30Z'),
    listUrl: 'https://console.example.com/dashboard/alerts',
    consoleUrl: 'https://console.example.com',
    audience: 'Northwind',
    zone: 'UTC',
    simulated: false,
    ...over,
  }
}

const many = (count: number, over: Partial<AlertFact> = {}) => Array.from({ length: count }, (_, at) => fact({ id: `id-${at}`, title: `Alert ${at}`, ...over }))

interface SlackBody {
  text: string
  blocks: { type: string; text?: { text: string; verbatim?: boolean }; elements?: { text: string }[] }[]
}

describe('Slack', () => {
  const slack = (over: Partial<AlertMessage> = {}) => JSON.parse(slackBody(message(over))) as SlackBody
  const hostile = ['<!channel>', '<@U123ABC>', '<https://evil.example|click>', 'a & b', '@here', '*bold*', '&lt;!everyone&gt;']

  it('says value, threshold and link', () => {
    const body = slack()
    expect(body.text).toBe('Critical: Error ratio of Route planner is 14.2 %, above 5 %')
    const section = body.blocks[1]?.text?.text ?? ''
    expect(section.replaceAll('\u00a0', ' ')).toContain('14.2 %, threshold above 5 %')
    expect(section).toContain('<https://console.example.com/dashboard/alerts/1|Open>')
  })

  it.each(hostile)('shows %s as it is', (text) => {
    const body = slack({ firing: [fact({ title: text, description: text })], audience: text })
    const texts = [
      body.text,
      ...body.blocks
        .filter(({ type }) => type !== 'header')
        .flatMap(({ text: inner, elements }) => [inner?.text ?? '', ...(elements ?? []).map((each) => each.text)]),
    ]
    // What is left in angle brackets are our own links.
    for (const each of texts)
      for (const found of each.match(/<[^>]*>/g) ?? []) expect(found).toMatch(/^<https:\/\/console\.example\.com\/[^|<>]*\|(?:Open|All alerts)>$/)
    // Sections are sent verbatim, so that Slack links no name by itself.
    for (const { type, text: inner } of body.blocks) if (type === 'section') expect(inner?.verbatim).toBe(true)
  })

  it('stays within the limits whatever the texts are', () => {
    for (const text of ['x'.repeat(3_001), '&'.repeat(3_001), '<'.repeat(10_000), '😀'.repeat(2_000)]) {
      const body = slack({
        firing: many(60, { title: text, description: text, runbookUrl: 'https://wiki.example.com/a' }),
        counts: { firing: 200, acknowledged: 0, ended: 0 },
      })
      expect(body.blocks.length).toBeLessThanOrEqual(50)
      expect(body.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150)
      for (const { text: inner } of body.blocks) {
        expect(inner?.text.length ?? 1).toBeLessThanOrEqual(3_000)
        expect(inner?.text.length ?? 1).toBeGreaterThan(0)
        // Never cut inside an entity.
        expect(inner?.text ?? '').not.toMatch(/&(?!amp;|lt;|gt;)/)
      }
    }
  })

  it('counts what it does not show', () => {
    expect(JSON.stringify(slack({ firing: many(20), counts: { firing: 10_000, acknowledged: 0, ended: 3 } }))).toContain('And 9,980 more firing, 3 more over.')
  })
})

describe('Discord', () => {
  interface DiscordBody {
    content: string
    embeds: { title: string; description: string }[]
    allowed_mentions: { parse: string[] }
  }
  const discord = (over: Partial<AlertMessage> = {}) => JSON.parse(discordBody(message(over))) as DiscordBody

  it('calls nobody', () => {
    const body = discord({ firing: [fact({ title: '@everyone <@&123> `code`' })] })
    expect(body.allowed_mentions).toEqual({ parse: [] })
    expect(JSON.stringify(body)).not.toMatch(/@everyone|<@[&!\d]/)
  })

  it('stays within the limits whatever the texts are', () => {
    for (const text of ['x'.repeat(5_000), '*'.repeat(5_000), '😀'.repeat(3_000)]) {
      const { embeds, content } = discord({ firing: many(20, { title: text, description: text }), groupName: text })
      expect(content.length).toBeLessThanOrEqual(2_000)
      expect(embeds.length).toBeLessThanOrEqual(10)
      expect(embeds.reduce((sum, { title, description }) => sum + title.length + description.length, 0)).toBeLessThanOrEqual(6_000)
      for (const { title, description } of embeds) {
        expect(title.length).toBeLessThanOrEqual(256)
        expect(description.length).toBeLessThanOrEqual(4_096)
      }
    }
  })
})

describe('PagerDuty', () => {
  it('opens, takes and ends one incident by one key', () => {
    const bodies = (['trigger', 'acknowledge', 'resolve'] as const).map(
      (action) => JSON.parse(pagerDutyEvent(fact(), action, message())) as Record<string, unknown>,
    )
    expect(bodies.map(({ event_action }) => event_action)).toEqual(['trigger', 'acknowledge', 'resolve'])
    expect(new Set(bodies.map(({ dedup_key }) => dedup_key)).size).toBe(1)
    expect(bodies[0]).toMatchObject({
      payload: { summary: fact().title, severity: 'critical', source: 't1', timestamp: '2026-03-02T02:12:00.000Z' },
      client_url: fact().url,
    })
    expect(bodies[2]).not.toHaveProperty('payload')
  })

  it('gets the key when it is sent, and no long texts', () => {
    const event = pagerDutyEvent(fact({ title: 'x'.repeat(5_000), severity: 'warning' }), 'trigger', message())
    expect(event).not.toContain('routing_key')
    const sent = JSON.parse(withRoutingKey(event, 'k'.repeat(32))) as { routing_key: string; payload: { summary: string; severity: string } }
    expect(sent.routing_key).toBe('k'.repeat(32))
    expect(sent.payload.summary).toHaveLength(1_024)
    expect(sent.payload.severity).toBe('warning')
  })

  it('makes one incident of a storm', () => {
    const body = JSON.parse(pagerDutySummary(message({ firing: many(20), counts: { firing: 10_000, acknowledged: 0, ended: 0 } }))) as {
      dedup_key: string
      payload: { summary: string }
    }
    expect(body.dedup_key).toBe('pulsegrid:group:rule-1')
    expect(body.payload.summary).toBe('Error ratio: 10,000 firing')
  })
})

describe('webhooks', () => {
  it('speak of firing and ended alerts in our own form', () => {
    expect(JSON.parse(webhookBody(message({ ended: [ended] })))).toMatchObject({
      type: 'alerts.changed',
      timestamp: '2026-03-02T02:12:30.000Z',
      data: {
        counts: { firing: 1, acknowledged: 0, ended: 1 },
        firing: [{ title: fact().title, value: 0.142, threshold: 0.05, operator: 'gt', unit: 'ratio', resolvedAt: null }],
        ended: [{ state: 'resolved', resolveReason: 'recovered', resolvedAt: '2026-03-02T02:26:00.000Z' }],
      },
    })
  })

  it('or in that of Alertmanager, version 4', () => {
    const body = JSON.parse(
      alertmanagerBody(message({ firing: [fact({ id: 'x', labels: { tool: 't2' } })], ended: [ended], counts: { firing: 5, acknowledged: 0, ended: 1 } })),
    )
    expect(body).toMatchObject({
      version: '4',
      status: 'firing',
      truncatedAlerts: 4,
      groupLabels: { alertname: 'Error ratio' },
      commonLabels: { alertname: 'Error ratio', severity: 'critical' },
      externalURL: 'https://console.example.com',
      alerts: [
        { status: 'firing', endsAt: NOT_ENDED, startsAt: '2026-03-02T02:12:00.000Z', labels: { tool: 't2', severity: 'critical' } },
        { status: 'resolved', endsAt: '2026-03-02T02:26:00.000Z' },
      ],
    })
    expect(body.alerts[0].fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(JSON.parse(alertmanagerBody(message({ firing: [], ended: [ended] }))).status).toBe('resolved')
  })

  it('are the same bytes for the same message', () => {
    for (const body of [slackBody, discordBody, webhookBody, alertmanagerBody]) expect(body(message())).toBe(body(message()))
  })
})

describe('a mail', () => {
  it('leads to the alert, or to all of them', () => {
    expect(alertMail(message(), 'https://c').url).toBe(fact().url)
    expect(alertMail(message({ ended: [ended] }), 'https://c').url).toBe('https://console.example.com/dashboard/alerts')
  })

  it('has the tone of the gravest, and of relief when all is over', () => {
    expect(alertMail(message(), 'https://c').tone).toBe('critical')
    expect(alertMail(message({ firing: [fact({ severity: 'warning' })] }), 'https://c').tone).toBe('warning')
    expect(alertMail(message({ firing: [], ended: [ended] }), 'https://c')).toMatchObject({ tone: 'good', subject: `Resolved: ${ended.title}` })
  })
})
