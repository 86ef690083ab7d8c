import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import ICAL from 'ical.js'
import Parser from 'rss-parser'
import { expect, expectWhole, signIn, test, unfold } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { runJob as runJobNow } from '../support/e2e-world'

/** An alert of the platform that fires now; answers its id. */
async function fireAlert(baseURL: string | undefined, title: string): Promise<string> {
  const sql = await connectE2e(baseURL)
  const [alert] = await sql<{ id: string }[]>`
    insert into alerts (fingerprint, severity, title, labels, fired_value, value, worst_value, unit, started_at, fired_at)
    values (${title}, 'critical', ${title}, '{"severity": "critical", "route": "/api/ingest/events"}', 0.31, 0.31, 0.31, 'ratio', now() - interval '6 minutes', now() - interval '5 minutes')
    returning id`
  await sql`insert into alert_events (alert_id, type, value, at) values (${alert?.id ?? ''}, 'fired', 0.31, now() - interval '5 minutes')`
  await sql.end()
  return alert?.id ?? ''
}

/** Opens an incident by hand. */
async function openByHand(page: Page, title: string, severity: RegExp): Promise<void> {
  await page.goto('/admin/incidents/new')
  await page.getByLabel('What is broken').fill(title)
  await page.getByRole('radio', { name: severity }).check()
  await page.getByRole('button', { name: 'Open the incident' }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

async function incidentsOf(page: Page, severity: string): Promise<number> {
  await page.goto('/admin/incidents')
  const row = page.getByRole('table', { name: 'Figures by severity' }).getByRole('row', { name: severity })
  return Number(await row.getByRole('cell').first().innerText())
}

/** Somebody who is told of public updates; answers their address. */
async function addReader(baseURL: string | undefined): Promise<string> {
  const sql = await connectE2e(baseURL)
  const address = `reader-${randomUUID()}@status.example`
  await sql`insert into status_subscribers (kind, address, state, token_hash, confirmed_at) values ('email', ${address}, 'active', ${randomUUID()}, now())`
  await sql.end()
  return address
}

/** The mails, the JSON, the feed and the calendar say what the status page says, each as a program of others reads it. */
async function expectToldAlike(page: Page, baseURL: string | undefined, { number, title, reader }: { number: number; title: string; reader: string }) {
  for (const job of ['refresh-status', 'tell-subscribers', 'tell-subscribers']) await runJobNow(baseURL, job)
  const sql = await connectE2e(baseURL)
  const mails = await sql<{ subject: string; html: string }[]>`
    select subject, html from outbox where to_address = ${reader} and subject like ${`%${title}`} order by created_at, id`
  await sql.end()
  const about = (words: string) => mails.filter(({ html }) => html.includes(words))
  expect(about('Some events are refused. We look for the cause.')).toHaveLength(1)
  expect(about('We know the cause and add workers.')).toHaveLength(1)
  expect(about('The queue in front of ingest is full.')).toHaveLength(0)
  expect(mails.map(({ subject }) => subject).filter((subject) => subject.startsWith('Resolved'))).toHaveLength(1)

  const { incidents } = await (await page.request.get('/status/api/v2/incidents.json')).json()
  const told = incidents.find((incident: { name: string }) => incident.name === title)
  const updates: { status: string; body: string }[] = told.incident_updates
  const bodies = updates.filter(({ status, body }) => status !== 'postmortem' && body !== '').map(({ body }) => body)
  expect(told.status).toBe('postmortem')
  expect(bodies).toContain('We know the cause and add workers.')

  const feed = await new Parser().parseString(await (await page.request.get('/status/history.rss')).text())
  const items = feed.items.filter((item) => item.title === title)
  expect(items).toHaveLength(1)
  for (const words of ['Post-mortem', 'Resolved', ...bodies]) expect(items[0]?.contentSnippet).toContain(words)

  await page.goto(`/status/incidents/${number}`)
  await expect(page.getByRole('heading', { name: 'Post-mortem' })).toBeVisible()
  for (const body of bodies) await expect(page.getByText(body).first()).toBeVisible()

  await page.goto('/status')
  const calendar = new ICAL.Component(ICAL.parse(await (await page.request.get('/status/maintenance.ics')).text()))
  const planned = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
  const ahead = planned.filter(({ startDate, summary }) => startDate.toJSDate() > new Date() && !summary.startsWith('Cancelled'))
  expect(ahead.length).toBeGreaterThan(0)
  for (const { summary } of ahead) await expect(page.getByRole('region', { name: 'Planned maintenance' })).toContainText(summary)
}

/** Runs a job by hand; what it has done shows a moment later. */
async function runJob(page: Page, name: string): Promise<void> {
  await page.goto('/admin/jobs')
  await page
    .getByRole('button', { name: `Run ${name}` })
    .first()
    .click()
  await expect(page.getByText(new RegExp(`${name} (has started|is running|is under way)`)).first()).toBeVisible()
}

test('an alert becomes an incident: updates, mitigated, kept from being resolved, post-mortem, follow-up, closed by itself', async ({
  page,
  baseURL,
  signedIn,
}) => {
  const title = `Events are refused ${Date.now()}`
  const alertId = await fireAlert(baseURL, title)
  await signIn(page, 'staff', signedIn)
  const before = await incidentsOf(page, 'SEV2')
  const reader = await addReader(baseURL)

  // From the alert by keyboard, filled in.
  await page.goto(`/admin/alerts/${alertId}`)
  await expect(async () => {
    await page.keyboard.press('i')
    await page.waitForURL(`**/admin/incidents/new?alert=${alertId}`, { timeout: 5_000 })
  }).toPass()
  await expect(page.getByLabel('What is broken')).toHaveValue(title)
  await expect(page.getByRole('radio', { name: /^SEV2/ })).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'Routes' })).toHaveValue('/api/ingest/events')
  await page.getByLabel('Ingest', { exact: true }).selectOption('Partial outage')
  await page.getByLabel('Show it on the status page').check()
  await page.getByRole('textbox', { name: 'Message' }).fill('Some events are refused. We look for the cause.')
  await page.getByRole('button', { name: 'Open the incident' }).click()
  await page.waitForURL(/\/admin\/incidents\/[0-9a-f-]{36}\?opened=1$/)
  const address = new URL(page.url()).pathname
  await expect(page.getByRole('status').filter({ hasText: /^SEV[12]: / })).toBeVisible()
  await expect(page.getByRole('heading', { name: '1 of 1 alert is open' })).toBeVisible()

  // The same again is the same incident.
  await page.goto(`/admin/incidents/new?alert=${alertId}`)
  await expect(page.getByText(/This alert belongs to INC-\d+ already/)).toBeVisible()
  await page.getByRole('button', { name: 'Open the incident' }).click()
  await expect(page.getByText(/INC-\d+ was open already, so no second one was opened/)).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(address)

  // What its alert did and what it costs follow by themselves.
  await runJob(page, 'follow-incidents')
  await expect(async () => {
    await page.goto(address)
    await expect(page.getByRole('heading', { name: /failed in what it covers|calls? of .* failed/ })).toBeVisible({ timeout: 2_000 })
  }).toPass()

  // Updates, by keyboard.
  const story = page.getByRole('list', { name: 'Story' })
  await page.keyboard.press('u')
  await expect(page.getByLabel('Update', { exact: true })).toBeFocused()
  await page.keyboard.type('The queue in front of ingest is full.')
  await page.keyboard.press('Control+Enter')
  await expect(story).toContainText('The queue in front of ingest is full.')
  await expect(page.getByLabel('Update', { exact: true })).toHaveValue('')
  await page.getByLabel('Update', { exact: true }).fill('We know the cause and add workers.')
  await page.getByLabel('Also on the status page').check()
  await page.getByLabel('Status', { exact: true }).selectOption('Now identified')
  await page.getByRole('button', { name: 'Post the update' }).click()
  await expect(story.getByRole('listitem').filter({ hasText: 'We know the cause and add workers.' })).toContainText('Public')

  // A correction stands beneath what was wrong.
  const wrong = story.getByRole('listitem').filter({ hasText: 'The queue in front of ingest is full.' })
  await wrong.getByText('Correct', { exact: true }).click()
  await wrong.getByRole('textbox').fill('The queue behind ingest is full.')
  await wrong.getByRole('button', { name: 'Enter the correction' }).click()
  await expect(story).toContainText('Put right by Ada Brandt')

  // Mitigated; resolving is refused with the reason and the way.
  await page.getByRole('button', { name: 'Effects over: monitor' }).click()
  await expect(page.getByText('Its effects are over since')).toBeVisible()
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'resolved once its post-mortem is complete' })).toBeVisible()
  await page.getByRole('link', { name: 'Draft the post-mortem' }).click()
  await page.getByRole('button', { name: 'Draft it from the story' }).click()
  await expect(page.getByLabel('What happened')).toHaveValue(/We know the cause and add workers\./)
  await expect(page.getByLabel('What happened')).not.toHaveValue(/Ada Brandt/)

  // Preview runs nothing.
  const lessons = page.getByLabel('What was learned')
  await lessons.fill('Queues have **alerts**. <img src=x onerror=alert(1)>')
  await page.getByRole('button', { name: /^Preview ?: What was learned/ }).click()
  const preview = page.getByRole('region', { name: 'Preview of what was learned' })
  await expect(preview.locator('strong')).toHaveText('alerts')
  await expect(preview.locator('img')).toHaveCount(0)
  await page.getByRole('button', { name: /^Write ?: What was learned/ }).click()
  for (const [index, why] of ['The queue was full.', 'One worker had stopped.', 'Nothing watched it.'].entries())
    await page.locator('textarea[name="why"]').nth(index).fill(why)
  await page.getByRole('textbox', { name: 'Root cause' }).fill('Workers are not watched.')
  await page.getByLabel('Users affected').fill('12')
  await page.getByLabel('Revenue, US dollars').fill('8.5')
  await page.getByRole('button', { name: 'Save the post-mortem' }).click()
  await expect(page.getByRole('heading', { name: 'The post-mortem is complete and waits for a review' })).toBeVisible()

  // Work that follows, before it is over.
  await unfold(page)
  const followups = page.locator('#followups')
  await followups.getByLabel('What is to be done').last().fill('Alert on a worker that stopped')
  await followups.getByRole('button', { name: 'Add it' }).click()
  await expect(followups.getByRole('heading', { name: '1 of 1 follow-up is open' })).toBeVisible()

  await page.goto(address)
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(page.getByText('It is over, and closes by itself once what follows from it is done')).toBeVisible()
  await page.goto(`${address}/postmortem`)
  await page.getByRole('button', { name: 'I have reviewed it' }).click()
  await page.getByRole('button', { name: 'Publish on the status page' }).click()
  await expect(page.getByRole('heading', { name: 'The post-mortem is reviewed and published' })).toBeVisible()
  await followups.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('It is closed: all that followed from it is done.')).toBeVisible()
  await expectWhole(page)
  await page.goto(address)
  await expect(story).toContainText('Closed: all that followed from it is done')
  await expectWhole(page)

  // The public reads what was said to it, and nothing else.
  const number = /INC-(\d+)/.exec(await page.locator('main header').first().innerText())?.[1]
  await runJob(page, 'refresh-status')
  await expect(async () => {
    await page.goto(`/status/incidents/${number}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title, { timeout: 2_000 })
  }).toPass()
  await expect(page.getByText('We know the cause and add workers.').first()).toBeVisible()
  // What staff wrote is no update there; put right, it stands in the post-mortem that was drafted from it and published.
  await expect(page.getByText('The queue in front of ingest is full.')).toHaveCount(0)

  await expectToldAlike(page, baseURL, { number: Number(number), title, reader })

  expect(await incidentsOf(page, 'SEV2')).toBe(before + 1)
  await expect(page.getByRole('heading', { name: /incidents than before|As many incidents/ })).toBeVisible()
  await page.goto(`/admin/incidents?q=${encodeURIComponent(title.split(' ').at(-1) ?? '')}&severity=2`)
  await expect(page.getByRole('table', { name: 'Incidents' }).getByRole('row', { name: title })).toContainText('Closed')
})

test('what somebody else changed meanwhile is not overwritten, and what was typed stays', async ({ page, context, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const title = `Two at once ${Date.now()}`
  await openByHand(page, title, /^SEV3/)
  await page.getByLabel('Update', { exact: true }).fill('I say that it is identified.')
  await page.getByLabel('Status', { exact: true }).selectOption('Now identified')

  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByRole('button', { name: 'Effects over: monitor' }).click()
  await expect(other.getByText('Its effects are over since')).toBeVisible()

  await page.getByRole('button', { name: 'Post the update' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody changed this incident meanwhile' })).toBeVisible()
  await expect(page.getByLabel('Update', { exact: true })).toHaveValue('I say that it is identified.')
  await expect(page.getByText('Somebody changed this incident while you were writing')).toBeVisible()
  await page.getByRole('button', { name: 'Save mine over it' }).click()
  await page.getByRole('button', { name: 'Post the update' }).click()
  await expect(page.getByRole('list', { name: 'Story' })).toContainText('I say that it is identified.')
  await expect(page.getByText('The cause is known, its effects last')).toBeVisible()

  // A press too much is taken back. Its toast may come a moment before the page that shows what was pressed.
  await page.getByRole('button', { name: 'Effects over: monitor' }).click()
  await expect(page.getByText('Its effects are over since')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('The cause is known, its effects last')).toBeVisible()
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(page.getByText(/^It (is over|is closed)/)).toBeVisible()
})

test('incidents are found, told on every page while they are grave, and whole on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const title = `Everything is slow ${Date.now()}`
  await openByHand(page, title, /^SEV1/)
  await unfold(page)
  await expectWhole(page)
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto('/admin/jobs')
  await expect(page.getByRole('link', { name: /^Incidents/ })).toContainText('urgent')
  await page.getByText('SEV1:').getByRole('link').click()
  await page.waitForURL(/\/admin\/incidents\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('list', { name: 'Story' })).toBeVisible()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search pages, incidents, publishers and actions' }).fill(title.slice(-13))
  await expect(page.getByRole('option', { name: title })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.goto('/admin/incidents?status=open')
  await page.keyboard.press('j')
  await expect(page.locator('[data-row] a').first()).toBeFocused()
  const csv = await page.request.get(`/admin/incidents/csv?q=${title.slice(-13)}`)
  expect(await csv.text()).toContain(`"${title}"`.replaceAll('"', ''))
  await page.goto('/admin/incidents/new')
  await expectWhole(page)

  await page.goto(`/admin/incidents?q=${title.slice(-13)}`)
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('link', { name: title }).last().click()
  await page.waitForURL(/\/admin\/incidents\/[0-9a-f-]{36}$/)
  const change = page.locator('#details')
  await change.getByText('Severity', { exact: true }).first().click()
  await change.getByRole('combobox', { name: 'Severity' }).selectOption('3')
  await page.getByLabel('Why', { exact: true }).fill('It is slow for one in ten alone.')
  await page.getByRole('button', { name: 'Change the severity' }).click()
  await expect(page.getByRole('list', { name: 'Story' })).toContainText('Severity changed from SEV1 to SEV3')
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(page.getByText(/^It (is over|is closed)/)).toBeVisible()
})
