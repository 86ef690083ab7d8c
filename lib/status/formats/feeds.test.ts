import Parser from 'rss-parser'
import { describe, expect, it } from 'vitest'
import { entry, incidentRow, maintenanceRow, statusNow as now, snapshotOf } from '@/tests/support/status-snapshot'
import { atomFeed, rssFeed } from './feeds'
import type { Published } from './published'

const nasty = 'Requests <b>fail</b> & "break" ]]>\u0001'
const published: Published = {
  snapshot: snapshotOf({
    incidents: [
      incidentRow({ title: nasty, entries: [entry(1, '10T10:05', `First line <script>alert(1)</script>\nsecond & last`, { status: 'identified' })] }),
      incidentRow({ id: '019cd000-0000-7000-8000-000000000002', number: 3, startedAt: '2026-02-01T00:00:00+00:00', entries: [] }),
    ],
    maintenances: [
      maintenanceRow(),
      maintenanceRow({ id: '019cd000-0000-7000-8000-000000000003', createdAt: '2026-03-08T09:00:00+00:00', cancelledAt: '2026-03-09T10:00:00+00:00' }),
    ],
  }),
  away: false,
  now,
  origin: 'https://console.example',
}

const feeds = [
  ['RSS', rssFeed],
  ['Atom', atomFeed],
] as const

describe.each(feeds)('%s', (kind, feed) => {
  it('is read by a feed reader, the newest first, with the words as they were written', async () => {
    const read = await new Parser().parseString(feed(published))
    expect(read).toMatchObject({ title: 'Northwind status', link: 'https://console.example/status' })
    expect(read.items.map(({ title }) => title)).toEqual([
      'Requests <b>fail</b> & "break" ]]>',
      'Maintenance: Database upgrade',
      'Cancelled: Database upgrade',
      'Requests fail',
    ])
    const [first] = read.items
    expect(first?.link).toBe('https://console.example/status/incidents/12')
    expect(new Date(first?.pubDate ?? '').toISOString()).toBe('2026-03-10T10:00:00.000Z')
    expect(kind === 'RSS' ? first?.guid : (first as { id?: string } | undefined)?.id).toBe('urn:uuid:019cd000-0000-7000-8000-000000000001')
    expect(first?.content).toContain('<strong>Identified</strong> – First line &lt;script&gt;alert(1)&lt;/script&gt;<br />second &amp; last')
    expect(first?.content).not.toContain('<script')
  })

  it('tells of a post-mortem once it is published', async () => {
    const [incident] = published.snapshot.incidents
    if (!incident) throw new Error('there is no incident')
    const told = { ...incident, title: 'A queue stood still', postmortem: '# What happened\n\nA queue stood still.' }
    const read = await new Parser().parseString(feed({ ...published, snapshot: { ...published.snapshot, incidents: [told] } }))
    expect(read.items.find(({ title }) => title === told.title)?.content).toMatch(/^<p><small>[^<]+<\/small><br \/><strong>Post-mortem<\/strong>/)
    expect(feed(published)).not.toContain('Post-mortem')
  })

  it('is read when there is nothing', async () => {
    const read = await new Parser().parseString(feed({ ...published, snapshot: snapshotOf() }))
    expect(read.items).toEqual([])
  })

  it('says how old it is while the database is away', () => {
    expect(feed({ ...published, away: true })).toContain('As of 2026-03-10 12:00 UTC.')
    expect(feed(published)).not.toContain('As of')
  })
})
