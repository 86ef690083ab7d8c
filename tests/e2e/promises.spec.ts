import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { hashPassword } from 'better-auth/crypto'
import type postgres from 'postgres'
import { addDays, startOfDay } from '@/lib/time'
import { expect, signIn, test } from '../support/e2e'
import { connectE2e, e2eDatabaseUrl } from '../support/e2e-database'
import { codeOf } from '../support/totp'

// What an action item promises is kept: its own link leads to the control, doing its steps there and
// calculating again brings exactly the points that stood beside it. The publisher is the test's own
// and has the same calls on every day, so that nothing else moves its score.

const run = promisify(execFile)
const password = 'a password for kept promises'

interface Subject {
  email: string
  organizationId: string
}

/** A publisher with one tool, sixty equal days, and everything that can be fixed in the console left undone. */
async function createPublisher(sql: postgres.Sql): Promise<Subject> {
  const [organizationId, developerId, toolId, userId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const email = `promises-${userId.slice(0, 8)}@example.com`
  const today = startOfDay(new Date())
  const hash = await hashPassword(password)
  await sql`insert into organizations (id, name, slug) values (${organizationId}, 'Kept Promises', ${organizationId})`
  await sql`insert into developers (id, organization_id) values (${developerId}, ${organizationId})`
  await sql`insert into users (id, name, email, email_verified) values (${userId}, 'Vera Worth', ${email}, true)`
  await sql`insert into accounts (user_id, account_id, provider_id, password) values (${userId}, ${userId}, 'credential', ${hash})`
  await sql`insert into members (organization_id, user_id, role) values (${organizationId}, ${userId}, 'owner')`
  await sql`
    insert into tools (id, organization_id, developer_id, external_id, slug, name)
    values (${toolId}, ${organizationId}, ${developerId}, ${toolId}, ${`promises-${toolId}`}, 'Steady Tool')`
  await sql`insert into tool_versions (organization_id, tool_id, version, changelog, released_at) values (${organizationId}, ${toolId}, '1.0.0', 'First', ${addDays(today, -70)})`
  await sql`
    insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
      errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    select ${toolId}, ${organizationId}, day, 200, 200, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 200, 20000, 200000, 5, '{}', '{}'
    from generate_series(${addDays(today, -60)}::timestamptz, ${today}::timestamptz, interval '1 day') day`
  await sql`
    insert into webhook_deliveries (organization_id, external_id, delivered, at)
    select ${organizationId}, ${organizationId} || n, true, ${today}::timestamptz - n * interval '12 hours' from generate_series(1, 120) n`
  // One key that is old, and one that works from anywhere.
  await sql`
    insert into api_keys (organization_id, origin, name, prefix, secret_hash, scopes, ip_allowlist, issued_at) values
      (${organizationId}, 'issued', 'Old key', 'pgk_old', ${randomUUID()}, '{scores:read}', '{203.0.113.7}', ${addDays(today, -120)}),
      (${organizationId}, 'issued', 'Open key', 'pgk_open', ${randomUUID()}, '{scores:read}', '{}', ${addDays(today, -5)})`
  return { email, organizationId }
}

/** Presses the button of the staff's page of jobs, and waits until that run has ended well. */
async function calculateByHand(staff: Page, sql: postgres.Sql): Promise<void> {
  // Another test may be running the same job: then this one has its turn after it.
  await expect(async () => {
    const [before] = await sql`select now() as at`
    await staff.goto('/admin/jobs')
    await staff.getByRole('button', { name: 'Run calculate-health-scores' }).first().click()
    await expect(staff.getByText('calculate-health-scores has started.')).toBeVisible({ timeout: 3_000 })
    await expect
      .poll(
        async () =>
          (await sql`select state from job_runs where job = 'calculate-health-scores' and trigger = 'manual' and started_at >= ${before?.at}`)[0]?.state,
        {
          timeout: 30_000,
        },
      )
      .toBe('succeeded')
  }).toPass({ timeout: 90_000 })
}

/** The score as the page's first line has it: "87.2: …". */
async function readScore(page: Page): Promise<number> {
  await page.goto('/dashboard/health')
  const sentence = await page.getByRole('heading', { level: 1 }).innerText()
  const score = Number.parseFloat(sentence)
  expect(Number.isFinite(score), sentence).toBe(true)
  return score
}

/** Opens the item, notes its points, and follows its own link. */
async function follow(page: Page, action: string): Promise<number> {
  await page.goto('/dashboard/health')
  const item = page.locator(`#action-${action}`)
  await item.locator('summary').click()
  const points = Number.parseFloat(/\+([\d.]+) points/.exec(await item.locator('summary').innerText())?.[1] ?? '')
  expect(points, `points promised for ${action}`).toBeGreaterThan(0)
  await item.getByRole('link', { name: /^Go to the setting/ }).click()
  return points
}

/** The control that the link led to: marked, and on the screen. */
const control = (page: Page) => page.locator('section:target')

/** The steps of each item, as its instructions have them, from the page that its link opened. */
const steps: Record<string, (page: Page, given: { endpoint: string }) => Promise<void>> = {
  two_factor: async (page) => {
    await control(page).getByLabel('Your password').fill(password)
    await control(page).getByRole('button', { name: 'Set up a second factor' }).click()
    const secret = await control(page).locator('pre').first().innerText()
    await control(page)
      .getByLabel('Code', { exact: true })
      .fill(await codeOf(secret))
    await control(page).getByRole('button', { name: 'Switch on' }).click()
    await expect(page.getByRole('heading', { name: 'Signing in asks for a second factor' })).toBeVisible()
  },
  budget_controls: async (page) => {
    await control(page).getByRole('button', { name: 'Switch on' }).click()
    await expect(control(page).getByRole('button', { name: 'Switch off' })).toBeVisible()
  },
  webhook_endpoint: async (page) => {
    await control(page).getByLabel('Address').fill('https://hooks.example.com/pulsegrid')
    await control(page).getByRole('button', { name: 'Register' }).click()
    await expect(page.getByText('hooks.example.com/pulsegrid').first()).toBeVisible()
  },
  key_age: async (page) => {
    await expect(control(page).getByText('Open key', { exact: true })).toHaveCount(0)
    await control(page).getByRole('button', { name: 'Issue the successor' }).click()
    await expect(control(page).locator('pre').filter({ hasText: 'pgk_' })).toBeVisible()
  },
  ip_allowlist: async (page) => {
    await expect(control(page).getByText('Old key', { exact: true })).toHaveCount(0)
    await control(page).getByLabel('Allowed addresses').fill('203.0.113.8\n198.51.100.0/24')
    await control(page).getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('The key works from these addresses only.')).toBeVisible()
  },
  audit_retention: async (page) => {
    await control(page).getByRole('button', { name: 'Save' }).click()
    await expect(control(page).getByText('365 days').first()).toBeVisible()
  },
  health_endpoint: async (page, { endpoint }) => {
    await control(page).getByLabel('Address').fill(endpoint)
    await control(page).getByRole('button', { name: 'Test now' }).click()
    await expect(control(page).getByText(/^Up: answered 200 in/)).toBeVisible()
    await control(page).getByRole('button', { name: 'Save' }).click()
    await expect(control(page).getByRole('heading', { name: 'Health endpoint', exact: true })).toBeVisible()
  },
}

test('every item that the console can fix brings exactly the points that it promised', async ({ page, browser, baseURL, signedIn }) => {
  test.setTimeout(600_000)
  const sql = await connectE2e(baseURL)
  const { email } = await createPublisher(sql)
  const [well] = await sql`
    select t.health_endpoint as url from tools t
    where t.health_endpoint is not null and t.slug like 'demo-%'
      and not exists (select from tool_health_checks c where c.tool_id = t.id and c.state <> 'up' and c.window_at > now() - interval '1 day') order by t.slug limit 1`
  const endpoint = String(well?.url)

  // Yesterday's calculation made the promises; today's are to keep them.
  const yesterday = `${addDays(startOfDay(new Date()), -1).toISOString().slice(0, 10)}T03:00Z`
  await run(process.execPath, ['--import', 'tsx', 'scripts/job.ts', 'calculate-health-scores', '--at', yesterday], {
    env: { ...process.env, DATABASE_URL: await e2eDatabaseUrl(baseURL), APP_URL: baseURL },
  })

  const office = await browser.newContext({ baseURL })
  const staff = await office.newPage()
  await signIn(staff, 'staff', signedIn)
  await calculateByHand(staff, sql)

  await page.context().setExtraHTTPHeaders({ 'x-forwarded-for': '198.19.7.1' })
  await page.goto('/sign-in?next=/dashboard/health')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/dashboard/health')

  let score = await readScore(page)
  const promised: number[] = []
  for (const [action, fix] of Object.entries(steps)) {
    await test.step(action, async () => {
      const points = await follow(page, action)
      await expect(control(page)).toBeInViewport()
      await fix(page, { endpoint })
      await calculateByHand(staff, sql)
      const after = await readScore(page)
      expect(after - score, `${action}: from ${score} to ${after}`).toBeCloseTo(points, 5)
      await expect(page.locator(`#action-${action}`)).toHaveCount(0)
      score = after
      promised.push(points)
    })
  }

  // The page says so itself: each fix with what it promised and what it brought.
  expect(promised).toHaveLength(7)
  await page.getByText(/points won in 28 days by 7 fixes/).click()
  const won = await page
    .locator('#actions li', { hasText: 'promised' })
    .filter({ hasText: 'won' })
    .locator('span', { hasText: /^promised/ })
    .allInnerTexts()
  expect(won).toHaveLength(7)
  for (const line of won) {
    const [, said, brought] = /^promised (\S+), won (\S+)$/.exec(line) ?? []
    expect(brought, line).toBe(said)
  }

  // What only the platform can change leads to where it is explained.
  await follow(page, 'stripe_connect')
  await expect(control(page)).toBeInViewport()
  await expect(control(page)).toContainText('Open the payout settings of the marketplace')
  await office.close()
  await sql.end()
})
