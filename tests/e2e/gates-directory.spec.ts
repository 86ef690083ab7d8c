import type { Browser, Page } from '@playwright/test'
import type postgres from 'postgres'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { expect, test } from '../support/e2e'
import { addTool, atFour, type GatePublisher, seedDay, seedDays, seedGatePublisher, seedIncident, seedProbes, seedReceipt } from '../support/gates'
import { givePassword, type OwnMarketplace, openMarketplace, signInWithPassword } from '../support/own-marketplace'

// What anybody sees of a gate in the directory: before it, while its grace runs, when it is applied, when
// it is lifted. The real jobs run at the moments that their schedules name, in a small marketplace where
// nothing else happens: "best" and "worst" stay as they are, between them stands whom the test is about.
// Each test has a season of its own; what is past stays past.

test.describe.configure({ mode: 'serial', timeout: 300_000 })

let market: OwnMarketplace
const sql = (): postgres.Sql => market.sql

/** Mondays, far enough apart. All of it lies behind whoever runs this. */
const seasons = {
  critical: new Date('2026-01-05T00:00:00Z'),
  elevated: new Date('2026-01-26T00:00:00Z'),
  down: new Date('2026-03-09T00:00:00Z'),
  lowScore: new Date('2026-03-23T00:00:00Z'),
  dormant: new Date('2026-04-20T00:00:00Z'),
  reliable: new Date('2026-05-04T00:00:00Z'),
  spared: new Date('2026-07-20T00:00:00Z'),
} as const
const long = addDays(seasons.critical, -400)

test.beforeAll(async () => {
  market = await openMarketplace()
  const everyDay = { from: addDays(seasons.critical, -40), to: addDays(seasons.spared, 30) }
  const best = await publish('best', { stars: 5, reviews: 400 })
  await seedDays(sql(), best, { ...everyDay, percent: 0 })
  const worst = await publish('worst', { stars: 1, reviews: 400 })
  await seedDays(sql(), worst, { ...everyDay, percent: 4 })
})

test.afterAll(async () => {
  await market?.close()
})

test('critical error rate: last of all after seven days, and back after three good ones', async ({ browser }) => {
  const start = seasons.critical
  const page = await stranger(browser)
  const tool = await publish('critical')
  await seedDays(sql(), tool, { from: addDays(start, -28), to: addDays(start, -7), percent: 0 })
  await night(addDays(start, -3))
  const before = { list: ['best', 'critical', 'worst'], listing: '200', badge: 'listed' }
  expect(await look(page, 'critical')).toEqual(before)

  await seedDays(sql(), tool, { from: addDays(start, -7), to: addDays(start, 7), percent: 20 })
  for (const day of [0, 4, 6]) await night(start, day)
  expect(await look(page, 'critical'), 'warned').toEqual(before)
  expect(await warnings(tool)).toEqual(['triggered', 'midpoint', 'day_before'])

  await night(start, 7)
  expect(await look(page, 'critical')).toEqual({
    list: ['best', 'worst', 'critical'],
    listing: '200 Too many of its calls fail.',
    badge: 'needs attention',
  })
  // Last whatever the order, also where a search is about nothing but it.
  for (const sort of ['quality', 'newest', 'calls']) expect((await list(page, `/directory?sort=${sort}`)).at(-1)).toBe('critical')
  expect(await list(page, '/directory?q=critical')).toEqual(['critical'])

  await seedDays(sql(), tool, { from: addDays(start, 7), to: addDays(start, 10), percent: 0 })
  await night(start, 9)
  expect((await look(page, 'critical')).list).toEqual(['best', 'worst', 'critical'])
  await night(start, 10)
  expect(await look(page, 'critical')).toEqual(before)
  await leave(tool)
})

test('elevated error rate: the badge after fourteen days, last of all seven days later, and everything again after a relapse', async ({ browser }) => {
  const start = seasons.elevated
  const page = await stranger(browser)
  const tool = await publish('elevated')
  await seedDays(sql(), tool, { from: addDays(start, -28), to: addDays(start, -7), percent: 0 })
  await night(addDays(start, -3))
  const before = { list: ['best', 'elevated', 'worst'], listing: '200', badge: 'listed' }
  expect(await look(page, 'elevated')).toEqual(before)

  await seedDays(sql(), tool, { from: addDays(start, -7), to: addDays(start, 21), percent: 8 })
  for (const day of [0, 7, 13]) await night(start, day)
  expect(await look(page, 'elevated'), 'warned').toEqual(before)
  const marked = { list: ['best', 'elevated (Needs attention)', 'worst'], listing: '200 Needs attention.', badge: 'needs attention' }
  for (const day of [14, 20]) {
    await night(start, day)
    expect(await look(page, 'elevated'), `applied on day ${day}`).toEqual(marked)
  }
  expect(await list(page, '/directory?badge=needs_attention')).toEqual(['elevated (Needs attention)'])
  await night(start, 21)
  expect(await look(page, 'elevated')).toEqual({ ...marked, list: ['best', 'worst', 'elevated (Needs attention)'] })

  await seedDays(sql(), tool, { from: addDays(start, 21), to: addDays(start, 24), percent: 0 })
  await night(start, 24)
  expect(await look(page, 'elevated')).toEqual(before)

  // A relapse has a grace of its own: nothing is taken up where it was left.
  await seedDays(sql(), tool, { from: addDays(start, 24), to: addDays(start, 31), percent: 8 })
  await night(start, 31)
  expect(await look(page, 'elevated')).toEqual(before)
  expect(await sql()`select state::text from quality_gates where tool_id = ${tool.toolId} order by triggered_at`).toMatchObject([
    { state: 'lifted' },
    { state: 'grace' },
  ])
  await leave(tool)
})

test('health endpoint down: the badge a day after the warning, and gone with the first answer', async ({ browser }) => {
  const start = seasons.down
  const page = await stranger(browser)
  // Two stars: an uptime that is known lifts it as much as the reviews hold it down.
  const tool = await publish('silent', { endpoint: true, stars: 2 })
  await seedDays(sql(), tool, { from: addDays(start, -28), to: addDays(start, 5), percent: 0 })
  await seedProbes(sql(), tool, { from: addDays(start, -5), to: start, state: 'up' })
  await seedProbes(sql(), tool, { from: start, to: at(start, 3, 6), state: 'down' })
  await seedProbes(sql(), tool, { from: at(start, 3, 6), to: at(start, 3, 9), state: 'up' })
  await night(start, -1)
  const before = { list: ['best', 'silent', 'worst'], listing: '200', badge: expect.stringMatching(/^[\d.]+\s% uptime$/) }
  expect(await look(page, 'silent')).toEqual(before)

  // Down for more than 48 hours; half of the day's grace; the moment before its end.
  for (const hours of [48.25, 60.25, 72]) await quarter(start, 0, hours)
  expect(await look(page, 'silent'), 'warned').toEqual(before)
  expect(await warnings(tool)).toEqual(['triggered', 'midpoint'])
  await quarter(start, 3, 0.25)
  expect(await look(page, 'silent')).toEqual({ list: ['best', 'silent (Unreliable)', 'worst'], listing: '200 Unreliable.', badge: 'unreliable' })

  await quarter(start, 3, 6.25)
  expect(await look(page, 'silent')).toEqual(before)
  await leave(tool)
})

test('low score: every tool of the publisher is gone for strangers, not for the publisher itself', async ({ browser }) => {
  const start = seasons.lowScore
  const page = await stranger(browser)
  const tool = await publish('lowly')
  const second = { ...tool, toolId: await addTool(sql(), { ...tool, name: 'lowly-second', publishedAt: long }) }
  for (const each of [tool, second]) await seedDays(sql(), each, { from: addDays(start, -28), to: addDays(start, 16), percent: 0 })
  for (let day = -29; day <= 16; day++) await seedReceipt(sql(), tool, addDays(start, day), day < 15 ? 39 : 60)
  await sql()`update tools set category = 'units' where developer_id = ${tool.developerId}`
  await night(start, -1)
  const before = { list: ['best', 'lowly', 'lowly-second', 'worst'], listing: '200', badge: 'listed' }
  expect(await look(page, 'lowly')).toEqual(before)

  for (const day of [0, 7, 13]) await night(start, day)
  expect(await look(page, 'lowly'), 'warned').toEqual(before)
  expect(await sitemap(page)).toContain('/directory/lowly')

  await night(start, 14)
  for (const slug of ['lowly', 'lowly-second']) expect(await look(page, slug)).toEqual({ list: ['best', 'worst'], listing: '404', badge: '404 unknown' })
  for (const search of ['q=lowly', 'inactive=1', 'category=units']) expect(await list(page, `/directory?${search}`), search).toEqual([])
  await expect(page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: /^units/ })).toHaveCount(0)
  expect(await sitemap(page)).not.toContain('/directory/lowly')

  const owner = await stranger(browser)
  await givePassword(sql(), 'lowly@example.org')
  await signInWithPassword(owner, 'lowly@example.org', `/dashboard/tools/${tool.toolId}`)
  await expect(owner.getByText('Hidden', { exact: true })).toBeVisible()
  await owner.getByRole('link', { name: 'Open the public page' }).click()
  await expect(owner.getByRole('heading', { level: 1, name: 'lowly' })).toBeVisible()
  await expect(owner.getByText('Only your organization sees this page.')).toBeVisible()
  // Somebody who has signed in elsewhere is a stranger here.
  const rival = await stranger(browser)
  await givePassword(sql(), 'best@example.org')
  await signInWithPassword(rival, 'best@example.org', '/dashboard/tools')
  expect((await rival.goto('/directory/lowly'))?.status()).toBe(404)

  await night(start, 15)
  expect(await look(page, 'lowly')).toEqual(before)
  expect(await sitemap(page)).toContain('/directory/lowly')
  await leave(tool)
})

test('dormant: among the inactive after sixty days without a call and seven more, and back with the first one', async ({ browser }) => {
  const start = seasons.dormant
  const page = await stranger(browser)
  const tool = await publish('dormant')
  await seedDay(sql(), tool, addDays(start, -61), { calls: 5, errors: 0 })
  await night(start, -1)
  const before = { list: ['best', 'dormant', 'worst'], listing: '200', badge: 'listed' }
  expect(await look(page, 'dormant')).toEqual(before)

  for (const day of [0, 4, 6]) await night(start, day)
  expect(await look(page, 'dormant'), 'warned').toEqual(before)
  await night(start, 7)
  expect(await look(page, 'dormant')).toEqual({ list: ['best', 'worst'], listing: '200 This tool is inactive.', badge: 'inactive' })
  expect(await list(page, '/directory?inactive=1')).toEqual(['dormant (Inactive)'])
  expect(await sitemap(page)).not.toContain('/directory/dormant')

  await seedDay(sql(), tool, addDays(start, 7), { calls: 1, errors: 0 })
  await quarter(start, 7, 16.25)
  expect(await look(page, 'dormant')).toEqual(before)
  expect(await list(page, '/directory?inactive=1')).toEqual([])
  await leave(tool)
})

test('reliable: a badge and a lift, kept for sixty days of a lower score, then lost, and earned again', async ({ browser }) => {
  const start = seasons.reliable
  const page = await stranger(browser)
  const tool = await publish('steady')
  await seedDays(sql(), tool, { from: addDays(start, -28), to: addDays(start, 70), percent: 0 })
  // B for sixty days, A before and after.
  for (let day = -40; day <= 65; day++) await seedReceipt(sql(), tool, addDays(start, day), day < 0 || day > 61 ? 91 : 79)
  const without = { list: ['best', 'steady', 'worst'], listing: '200', badge: 'listed' }
  await run('refresh-directory', at(start, -2))
  expect(await look(page, 'steady')).toEqual(without)

  const bearing = { list: ['steady (Reliable)', 'best', 'worst'], listing: '200', badge: 'reliable' }
  await night(start, -1)
  expect(await look(page, 'steady'), 'earned').toEqual(bearing)
  for (const day of [0, 30, 59]) await night(start, day)
  expect(await look(page, 'steady'), 'sixty days long').toEqual(bearing)
  expect(await list(page, '/directory?badge=reliable')).toEqual(['steady (Reliable)'])
  await night(start, 60)
  expect(await look(page, 'steady')).toEqual(without)
  await night(start, 62)
  expect(await look(page, 'steady')).toEqual(bearing)
  await leave(tool)
})

test('spared: too few calls, a clock that an incident stops, and an exemption that staff grant', async ({ browser }) => {
  const start = seasons.spared
  const page = await stranger(browser)
  const small = await publish('small')
  await seedDays(sql(), small, { from: addDays(start, -28), to: addDays(start, 10), percent: 50, calls: 35 })
  const sheltered = await publish('sheltered', { dependsOn: ['acme'] })
  await seedDays(sql(), sheltered, { from: addDays(start, -28), to: addDays(start, -7), percent: 0 })
  await seedDays(sql(), sheltered, { from: addDays(start, -7), to: addDays(start, 10), percent: 20 })
  await seedIncident(sql(), { label: 'INC-9', provider: 'acme', from: addDays(start, 2), to: addDays(start, 5) })

  for (const day of [0, 2, 7, 9]) await night(start, day)
  expect(await list(page)).toEqual(['best', 'sheltered', 'small', 'worst'])
  // Seven days and the three for which the clock stood.
  await night(start, 10)
  expect(await look(page, 'sheltered')).toEqual({
    list: ['best', 'small', 'worst', 'sheltered'],
    listing: '200 Too many of its calls fail.',
    badge: 'needs attention',
  })
  expect(await sql()`select from quality_gates where tool_id = ${small.toolId}`).toHaveLength(0)

  const owner = await stranger(browser)
  await givePassword(sql(), 'sheltered@example.org')
  const [gate] = await sql()`select id from quality_gates where tool_id = ${sheltered.toolId} and type = 'error_rate_critical'`
  await signInWithPassword(owner, 'sheltered@example.org', `/dashboard/gates/${gate?.id}`)
  await owner.getByLabel('Why').fill('acme answers, but wrongly')
  await owner.getByRole('button', { name: 'Ask staff' }).click()
  await expect(owner.getByText('Your request waits for staff')).toBeVisible()
  expect((await look(page, 'sheltered')).list).toEqual(['best', 'small', 'worst', 'sheltered'])

  const [staff] =
    await sql()`insert into users (name, email, email_verified, platform_role) values ('Ada Desk', 'desk@example.org', true, 'admin') returning email`
  await givePassword(sql(), String(staff?.email))
  const desk = await stranger(browser)
  await signInWithPassword(desk, 'desk@example.org', '/admin/gates')
  const request = desk.getByRole('listitem').filter({ hasText: 'acme answers, but wrongly' })
  await request.getByLabel('Why it is granted').fill('Seen at the provider')
  await request.getByRole('button', { name: 'Approve' }).click()
  await expect(desk.getByText('Approved. An open gate was lifted.')).toBeVisible()
  await run('refresh-directory', at(start, 10, 4.5))
  expect(await look(page, 'sheltered')).toEqual({ list: ['best', 'sheltered', 'small', 'worst'], listing: '200', badge: 'listed' })
})

/** A publisher with one tool of its name and good reviews, published long before. */
async function publish(
  name: string,
  { stars = 5, reviews = 40, dependsOn, endpoint }: { stars?: number; reviews?: number; dependsOn?: string[]; endpoint?: boolean } = {},
): Promise<GatePublisher> {
  const publisher = await seedGatePublisher(sql(), { name, publishedAt: long, dependsOn, endpoint })
  await sql()`
    insert into reviews (organization_id, tool_id, external_id, rating, posted_at)
    select ${publisher.organizationId}, ${publisher.toolId}, ${name} || n, ${stars}, ${long} from generate_series(1, ${reviews}) n`
  return publisher
}

/** Takes the tools of a publisher off the market: the next season is another's. */
async function leave({ developerId }: GatePublisher): Promise<void> {
  await sql()`update tools set archived_at = ${long} where developer_id = ${developerId}`
}

const at = (start: Date, day: number, hour = 0) => new Date(addDays(start, day).getTime() + hour * HOUR)
const run = (job: string, now: Date) => market.run(job, now)

/** A night: the check at four, a minute later what people are told, then the directory. */
async function night(start: Date, day = 0): Promise<void> {
  const four = atFour(start, day).getTime()
  await run('quality-gate-check', new Date(four))
  await run('deliver-notifications', new Date(four + MINUTE))
  await run('refresh-directory', new Date(four + 5 * MINUTE))
}

/** A quarter of an hour: the quick check, the mails, the directory. */
async function quarter(start: Date, day: number, hour: number): Promise<void> {
  const now = at(start, day, hour).getTime()
  await run('quick-gate-check', new Date(now))
  await run('deliver-notifications', new Date(now + MINUTE))
  await run('refresh-directory', new Date(now + 5 * MINUTE))
}

/** What the publisher was told of the first of its gates, in order. */
async function warnings({ toolId }: GatePublisher): Promise<string[]> {
  const rows = await sql()<{ step: string }[]>`
    select n.step::text from gate_notices n join quality_gates g on g.id = n.gate_id
    where g.tool_id = ${toolId} and g.type <> 'error_rate_elevated'
      and exists (select from notification_log l where l.key = n.id::text and l.recipient_kind = 'organization')
    order by n.created_at`
  return rows.map(({ step }) => step)
}

/** Somebody in a browser of their own, whom the marketplace does not know. */
async function stranger(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: market.baseURL })
  return context.newPage()
}

/** The directory as it is listed: names in order, each with its badges. */
async function list(page: Page, path = '/directory'): Promise<string[]> {
  await page.goto(path)
  return page.locator('main li:has(h2)').evaluateAll((rows) =>
    rows.map((row) => {
      const badges = [...row.querySelectorAll('[aria-label="Badges"] li')].map((badge) => badge.textContent)
      return `${row.querySelector('h2')?.textContent}${badges.length > 0 ? ` (${badges.join(', ')})` : ''}`
    }),
  )
}

interface Sight {
  list: string[]
  /** How the listing's page answers, and what it says before all figures. */
  listing: string
  /** What the badge says, as JSON and as an image alike; with the status unless that is 200. */
  badge: string
}

async function look(page: Page, slug: string): Promise<Sight> {
  const listed = await list(page)
  const answer = await page.goto(`/directory/${slug}`)
  const said = answer?.status() === 200 ? await page.locator('main [role=status] p:first-child').allInnerTexts() : []
  const image = await page.request.get(`/api/badge/${slug}.svg`)
  const json = await page.request.get(`/api/badge/${slug}.json`)
  const { message } = (await json.json()) as { message: string }
  expect(image.status()).toBe(json.status())
  expect(await image.text()).toContain(`<title>pulsegrid: ${message}</title>`)
  return { list: listed, listing: [answer?.status(), ...said].join(' '), badge: json.status() === 200 ? message : `${json.status()} ${message}` }
}

/** The paths of the sitemap. */
async function sitemap(page: Page): Promise<string[]> {
  const xml = await (await page.request.get('/sitemap.xml')).text()
  return [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url ?? '').pathname)
}
