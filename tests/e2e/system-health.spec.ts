import { expect, expectAccessible, showTheme, signIn, submit, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'

test('staff see which SLO burns, why, since when, and get from there to logs, incidents and the SLO', async ({ page, baseURL, signedIn }) => {
  // However long ago the demo was loaded: its route goes on failing.
  const sql = await connectE2e(baseURL)
  await sql`select ensure_partitions('metric_minutes', now(), now())`
  await sql`
    insert into metric_minutes (series_id, at, writer, count, sum, min, max, last)
    select s.id, m.at, '00000000-0000-4000-8000-000000000004', 4, 4, 1, 1, 1
    from metric_series s, generate_series(date_trunc('minute', now()) - interval '40 minutes', now(), '1 minute') as m (at)
    where s.metric = 'api_requests_total' and s.dimensions @> '{"route": "/api/v1/checkout", "status_code": "500"}'
    on conflict do nothing`
  await sql.end()
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/system-health')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    /^(One|Two|Three) of \w+ SLOs (is|are) (burning|breached): .*API availability \(99\.\d+\s%/,
  )
  await expect(page.getByText('Simulated', { exact: true })).toBeVisible()
  const why = page.locator('#why')
  await expect(why.getByRole('heading', { level: 2 })).toContainText('/api/v1/checkout fails')
  await expect(why).toContainText(/Since \d\d:\d\d/)
  await expect(why).toContainText('It costs API availability.')
  await expect(page.getByRole('link', { name: 'Logs of API' })).toHaveAttribute('href', '/admin/logs?service=pulsegrid')
  await expect(page.getByRole('link', { name: 'Incidents of API' })).toHaveAttribute('href', '/admin/incidents?system=api')
  await expect(page.getByRole('img', { name: /^p95, last 24 hours: from/ })).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    await expectAccessible(page)
  }
  await page.getByRole('region', { name: 'API availability' }).getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('API availability is')
})

test('an SLO is written, refused when its rule could never fire, changed by one editor at a time, and deleted by its name', async ({
  page,
  baseURL,
  signedIn,
}) => {
  await signIn(page, 'staff', signedIn)
  // With what a regular expression takes for its own.
  const name = `Nightly-builds (all) ${Date.now()}`
  await page.goto('/admin/system-health/slos/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('System', { exact: true }).selectOption({ label: 'Builds' })
  await page.getByLabel('Target, %').fill('20')
  await page.getByRole('group', { name: 'Bad events' }).getByLabel('Metric').selectOption({ label: 'Builds' })
  await page.getByRole('group', { name: 'Bad events' }).getByLabel('Only where').fill('status=failed')
  await page.getByRole('group', { name: 'All events' }).getByLabel('Metric').selectOption({ label: 'Builds' })
  await page.getByRole('button', { name: 'Create the SLO' }).click()
  // The button stands a screen below the sentence.
  await expect(page.getByRole('alert').filter({ hasText: 'This rule could never fire' })).toBeInViewport()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)

  await page.getByLabel('Target, %').fill('90')
  await page.getByRole('button', { name: 'Create the SLO' }).click()
  await expect(page.getByText('Saved. The next minute is judged by it.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${name} is met`)

  const sql = await connectE2e(baseURL)
  await sql`update slos set version = version + 1 where name = ${name}`
  await sql.end()
  await page.getByLabel('Target, %').fill('91')
  await page.getByRole('button', { name: 'Save the SLO' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody changed this SLO meanwhile' })).toBeVisible()
  await page.reload()
  await page.getByLabel('Target, %').fill('91')
  await page.getByRole('button', { name: 'Save the SLO' }).click()
  await expect(page.getByText('Saved. The next minute is judged by it.').first()).toBeVisible()

  await page.getByRole('button', { name: 'Delete the SLO' }).click()
  const typed = page.getByLabel(`Type “${name}” to confirm`)
  const mismatch = () => typed.evaluate((field: HTMLInputElement) => field.validity.patternMismatch)
  await typed.fill('Another')
  expect(await mismatch()).toBe(true)
  await typed.fill(name)
  expect(await mismatch()).toBe(false)
  await page.getByRole('button', { name: 'Delete it' }).click()
  await expect(page.getByText('The SLO and its alert rule are deleted; past alerts stay.')).toBeVisible()
})

test('a system is added, archived and taken back', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const name = `Checkout ${Date.now()}`
  await page.goto('/admin/system-health/systems/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Routes').fill('/api/v1/checkout')
  await page.getByRole('button', { name: 'Create the system' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${name} stands on the public status page`)
  await page.goto('/admin/system-health')
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('of requests fail')
  await page.goto(`/admin/system-health/systems?q=${encodeURIComponent(name)}`)
  await submit(page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Archive' }))
  await page.goto(`/admin/system-health/systems?state=archived&q=${encodeURIComponent(name)}`)
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Take back')
})

test('the staff console begins with the platform in a sentence and the figures of those who keep it', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('SLOs')
  for (const label of ['Time to acknowledge', 'Time to mitigation', 'Time to resolution', 'With a post-mortem', 'SLO compliance']) {
    await expect(page.getByText(label, { exact: true })).toBeVisible()
  }
  await expectAccessible(page)
})
