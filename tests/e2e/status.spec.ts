import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '@/db/migrate'
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '@/scripts/embedded-postgres'
import { startProductionServer } from '@/scripts/production-server'
import { expect, expectWhole, signIn, test, unfold } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { runJob } from '../support/e2e-world'
import { addIncident } from '../support/status'

test.describe.configure({ mode: 'serial' })

async function run(baseURL: string | undefined, ...jobs: string[]): Promise<void> {
  for (const job of jobs) await runJob(baseURL, job)
}

test('somebody subscribes, confirms by the link of the mail, and is told of a public update once', async ({ page, baseURL }) => {
  const sql = await connectE2e(baseURL)
  const address = `reader-${Date.now()}@status.example`
  await page.goto('/status')
  await page.getByRole('link', { name: 'Get updates' }).click()
  await page.getByLabel('E-mail address').fill(address)
  await page.locator('#by-mail').getByLabel('API').check()
  await page.getByRole('button', { name: 'Subscribe by e-mail' }).click()
  await expect(page.getByText(`A mail with a link is on its way to ${address}`)).toBeVisible()

  const [mail] = await sql`select html from outbox where to_address = ${address}`
  const link = /href="([^"]*\/status\/confirm\?token=[^"]+)"/.exec(String(mail?.html))?.[1] ?? ''
  await page.goto(new URL(link).pathname + new URL(link).search)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Shall ${address} be told?`)
  await expectWhole(page)
  const [looked] = await sql`select state from status_subscribers where address = ${address}`
  expect(looked?.state).toBe('pending')
  await page.getByRole('button', { name: 'Yes, tell me' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Confirmed: ${address} is told from now on`)
  await expect(page.getByLabel('API')).toBeChecked()
  await expectWhole(page)

  const now = new Date()
  const { number } = await addIncident(sql, {
    title: 'One in ten requests fails',
    severity: 3,
    startedAt: new Date(now.getTime() - 600_000),
    systems: [{ key: 'api', impact: 'partial_outage', from: new Date(now.getTime() - 600_000) }],
    entries: [{ at: now, body: 'A node of the cache is broken; we replace it.', facts: { status: 'identified' } }],
  })
  await run(baseURL, 'refresh-status', 'tell-subscribers', 'tell-subscribers')
  const told = await sql`select subject from outbox where to_address = ${address} and template = 'status-update'`
  expect(told.map(({ subject }) => subject)).toEqual(['Identified: One in ten requests fails'])

  await expect(async () => {
    await page.goto('/status')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('API is partly down.', { timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(page.getByRole('region', { name: 'Open incidents' })).toContainText('A node of the cache is broken; we replace it.')
  await unfold(page)
  await expectWhole(page)
  await page.goto(`/status/incidents/${number}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One in ten requests fails')
  await expectWhole(page)
  const summary = await (await page.request.get('/status/api/v2/summary.json')).json()
  expect(summary.incidents.map((incident: { name: string }) => incident.name)).toContain('One in ten requests fails')

  await sql`update incidents set status = 'resolved', resolved_at = now() where number = ${number}`
  await sql`update incident_systems set to_at = now() where incident_id = (select id from incidents where number = ${number})`
  await run(baseURL, 'refresh-status')
  await sql.end()
})

test('a subscription ends by its own link, and is taken up again', async ({ page, baseURL }) => {
  const sql = await connectE2e(baseURL)
  const [mail] = await sql`select html from outbox where template = 'status-update' order by created_at desc limit 1`
  const link = /href="([^"]*\/status\/subscription\?token=[^"]+)"/.exec(String(mail?.html))?.[1] ?? ''
  await page.goto(new URL(link).pathname + new URL(link).search)
  await page.getByRole('button', { name: 'Stop all updates' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is told nothing any more')
  await expectWhole(page)
  await page.getByRole('button', { name: 'Turn it on again' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is told of public updates')
  await sql.end()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the page shows everything, and takes a subscription', async ({ page }) => {
    await page.goto('/status')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const api = page.locator('#system-api')
    await api.locator('summary').click()
    await expect(api.getByText(/No incident touched it|up ·/).first()).toBeVisible()
    await page.goto('/status/subscribe')
    await page.getByLabel('E-mail address').fill(`plain-${Date.now()}@status.example`)
    await page.getByRole('button', { name: 'Subscribe by e-mail' }).click()
    await expect(page.getByText('A mail with a link is on its way')).toBeVisible()
  })
})

test('whoever calls tools and is signed in sees them first', async ({ page, signedIn }) => {
  await signIn(page, 'consumer', signedIn)
  await page.goto('/status')
  await expect(page.getByText('Tools that the keys of your organization called in the last 28 days')).toBeVisible()
  await expectWhole(page)
})

test('staff plan maintenance, tell how it goes and cancel it; the page and the calendar follow', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const title = `Move of the cache ${Date.now()}`
  await page.goto('/admin/status/maintenance/new')
  await page.getByLabel('What is done').fill(title)
  await page.getByRole('button', { name: 'Announce it' }).click()
  await expect(page.getByText('Choose at least one system')).toBeVisible()
  await expect(page.getByLabel('What is done')).toHaveValue(title)
  await page.getByLabel('API').check()
  await page.getByRole('button', { name: 'Announce it' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await page.getByLabel('Update').fill('All is prepared.')
  await page.getByRole('button', { name: 'Post the update' }).click()
  await expect(page.getByRole('list', { name: 'What was said of it' })).toContainText('All is prepared.')
  await unfold(page)
  await expectWhole(page)
  expect(await (await page.request.get('/status/maintenance.ics')).text()).toContain('SEQUENCE:1')
  await page.getByLabel('Why').fill('The vendor is not ready.')
  await page.getByRole('button', { name: 'Cancel the maintenance' }).click()
  await expect(page.getByRole('heading', { name: 'It was cancelled' })).toBeVisible()
  expect(await (await page.request.get('/status/maintenance.ics')).text()).toContain('STATUS:CANCELLED')
})

test('strangers share one drawing of the page, each with a nonce of its own, in their theme', async ({ request }) => {
  const look = async (theme: string) => {
    const answer = await request.get('/status', { headers: { cookie: `theme=${theme}` } })
    const policy = answer.headers()['content-security-policy'] ?? ''
    const [nonce] = [...(/'nonce-([^']+)'/.exec(policy)?.slice(1) ?? [])]
    const body = await answer.text()
    expect(answer.headers()['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.headers()['x-frame-options']).toBe('DENY')
    expect(answer.headers().link).toContain(`nonce="${nonce}"`)
    const used = new Set([...body.matchAll(/ nonce="([^"]+)"/g)].map(([, one]) => one))
    expect([...used]).toEqual([nonce])
    expect(body).toContain(`data-theme="${theme}"`)
    return { nonce, body }
  }
  const looks = await Promise.all(['dark', 'dark', 'light', 'dark'].map(look))
  expect(new Set(looks.map(({ nonce }) => nonce)).size).toBe(looks.length)
  // The same drawing: but for the nonce, not a character differs. Two looks may fall on both sides of a new one.
  await expect(async () => {
    const [first, second] = await Promise.all([look('dark'), look('dark')])
    expect(second.body.replaceAll(second.nonce ?? '', '')).toBe(first.body.replaceAll(first.nonce ?? '', ''))
  }).toPass()
})

test('while Postgres is stopped the page and its feeds answer with their age, also after a restart; other pages help', async ({ browser }) => {
  test.setTimeout(240_000)
  const root = mkdtempSync(join(tmpdir(), 'pulsegrid-status-outage-'))
  const kept = join(root, 'status.json')
  process.env.STATUS_FILE = kept
  const url = await startEmbeddedPostgres(root)
  await migrateDatabase(url)
  let server = await startProductionServer(url)
  const context = await browser.newContext({ baseURL: server.origin })
  const page = await context.newPage()
  try {
    await page.goto('/status')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything works.')
    const before = await (await page.request.get('/status/api/v2/summary.json')).json()
    expect(before.page.stale).toBeUndefined()
    expect(stopEmbeddedPostgres(root)).toBe(true)
    await page.waitForTimeout(6_000)
    const look = async (origin: string) => {
      await page.goto(`${origin}/status`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything works.')
      await expect(page.getByText('The database behind this page does not answer')).toBeVisible()
      await expectWhole(page)
      for (const path of ['api/v2/summary.json', 'api/v2/components.json', 'history.rss', 'history.atom', 'maintenance.ics']) {
        const answer = await page.request.get(`${origin}/status/${path}`)
        expect(answer.status(), path).toBe(200)
        expect(answer.headers()['cache-control']).toContain('stale-if-error=86400')
        expect(answer.headers()['x-status-as-of']).toBeTruthy()
      }
      const summary = await (await page.request.get(`${origin}/status/api/v2/summary.json`)).json()
      expect(summary.page).toMatchObject({ stale: true, as_of: expect.any(String) })
      expect(summary.components).toEqual(before.components)
      expect(await (await page.request.get(`${origin}/status/history.rss`)).text()).toContain('As of ')
      await page.goto(`${origin}/status/history`)
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Nothing happened')
      await page.goto(`${origin}/status/history?page=2`)
      await expect(page.getByText('The database behind this page does not answer.', { exact: true })).toBeVisible()
      await page.goto(`${origin}/status/subscription?token=${'x'.repeat(43)}`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Subscriptions cannot be read right now')
      await page.goto(`${origin}/directory`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('The directory cannot be read right now')
    }
    await look(server.origin)
    await server.kill()
    server = await startProductionServer(url)
    await look(server.origin)
  } finally {
    await context.close()
    await server.kill()
    stopEmbeddedPostgres(root)
    delete process.env.STATUS_FILE
    rmSync(root, { recursive: true, force: true })
  }
})
