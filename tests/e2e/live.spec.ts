import type postgres from 'postgres'
import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'

// Somebody looks at a page; the evaluator writes; the page says so without being loaded again.

async function organizationOf(owner: postgres.Sql, slugPart: string): Promise<string> {
  const [row] =
    await owner`select o.id from organizations o join members m on m.organization_id = o.id join users u on u.id = m.user_id where u.email like ${`%${slugPart}%`} limit 1`
  return String(row?.id)
}

/** An alert that fires, as the evaluator writes it. */
async function fire(owner: postgres.Sql, organizationId: string, title: string, severity = 'critical'): Promise<string> {
  return owner.begin(async (tx) => {
    const [alert] = await tx`insert into alerts (organization_id, fingerprint, severity, title, labels, started_at, fired_at)
      values (${organizationId}, ${crypto.randomUUID()}, ${severity}, ${title}, '{}', now(), now()) returning id`
    await tx`insert into alert_events (alert_id, organization_id, type, at) values (${String(alert?.id)}, ${organizationId}, 'fired', now())`
    return String(alert?.id)
  })
}

async function resolve(owner: postgres.Sql, organizationId: string, alertId: string): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`update alerts set state = 'resolved', resolved_at = now(), resolve_reason = 'recovered' where id = ${alertId}`
    await tx`insert into alert_events (alert_id, organization_id, type, at) values (${alertId}, ${organizationId}, 'resolved', now())`
  })
}

async function forget(owner: postgres.Sql, organizationId: string): Promise<void> {
  await owner`delete from alert_events where organization_id = ${organizationId} and alert_id in (select id from alerts where title like 'Live test%')`
  await owner`delete from alerts where organization_id = ${organizationId} and title like 'Live test%'`
}

test('an alert that fires is on the open page at once: bell, toast, list; then it is seen, and over', async ({ page, baseURL, signedIn }) => {
  const owner = await connectE2e(baseURL)
  const organizationId = await organizationOf(owner, 'quillstone')
  try {
    await showTheme(page, 'dark')
    await signIn(page, 'middling', signedIn)
    await page.goto('/dashboard')
    const bar = page.locator('header').first()
    await expect(bar.getByText('Live', { exact: true })).toBeVisible()
    const bell = bar.getByRole('button', { name: /^Alerts,/ })
    await bell.click()
    const list = page.getByRole('dialog', { name: 'Alerts' })
    await expect(list).toBeVisible()
    // The demo has alerts that nobody has seen yet.
    await list.getByRole('button', { name: 'Mark all as seen' }).click()
    await expect(bell).toHaveAccessibleName('Alerts, all seen')
    await page.keyboard.press('Escape')
    // A page that is loaded again would lose this.
    await page.evaluate(() => Object.assign(window, { stayed: true }))

    const alertId = await fire(owner, organizationId, 'Live test: error ratio above 5 %')
    await expect(bell).toHaveAccessibleName('Alerts, 1 not seen')
    const toast = page.getByText('Critical alert is firing', { exact: true })
    await expect(toast.first()).toBeVisible()
    await page.keyboard.press('b')
    await expect(list.getByText('Live test: error ratio above 5 %')).toBeVisible()
    await expect(list.getByText('Firing', { exact: true }).first()).toBeVisible()
    await expectAccessible(page)

    await list.getByRole('button', { name: 'Mark all as seen' }).click()
    await expect(bell).toHaveAccessibleName('Alerts, all seen')
    await page.keyboard.press('Escape')
    await resolve(owner, organizationId, alertId)
    await expect(bell).toHaveAccessibleName('Alerts, 1 not seen')
    await expect(page.getByText('Alert is resolved', { exact: true }).first()).toBeVisible()
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
  } finally {
    await forget(owner, organizationId)
    await owner.end()
  }
})

test('on a phone, in the light: at most three toasts and how many more, all of it accessible', async ({ page, baseURL, signedIn }) => {
  const owner = await connectE2e(baseURL)
  const organizationId = await organizationOf(owner, 'ringline')
  try {
    await page.setViewportSize({ width: 375, height: 700 })
    await showTheme(page, 'light')
    await signIn(page, 'failing', signedIn)
    const streaming = page.waitForResponse((response) => response.url().includes('/api/stream'))
    await page.goto('/dashboard/health')
    await streaming
    await expect(page.getByTitle('This page is told what happens.')).toBeAttached()
    for (let n = 1; n <= 7; n++) await fire(owner, organizationId, `Live test: number ${n}`)
    await expect(page.getByText('4 more alerts', { exact: true }).first()).toBeVisible()
    // What is announced stands twice in the page: for the eye, and in the region that is read out.
    await expect(page.getByRole('heading', { name: 'Critical alert is firing', exact: true })).toHaveCount(3)
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  } finally {
    await forget(owner, organizationId)
    await owner.end()
  }
})

test('without a stream a page says that it is not live, and works', async ({ page, signedIn }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'EventSource'))
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard')
  await expect(page.locator('header').first().getByText('Not live', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^Alerts,/ }).click()
  await expect(page.getByRole('dialog', { name: 'Alerts' })).toBeVisible()
})

test('the reference of the API has what the server has, on phones and in the dark', async ({ page, request }) => {
  const document = await (await request.get('/api/openapi.json')).json()
  expect(document.openapi).toBe('3.1.1')
  expect(Object.keys(document.paths).length).toBeGreaterThan(25)
  await page.setViewportSize({ width: 375, height: 700 })
  await showTheme(page, 'dark')
  await page.goto('/docs/api')
  await expectAccessible(page)
  await page.getByRole('searchbox', { name: 'Search operations' }).fill('alerts bell')
  await page.getByRole('searchbox', { name: 'Search operations' }).press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('mention “alerts bell”')
  await page.getByText('Try it').first().click()
  await expect(page.locator('pre').filter({ hasText: '/api/alerts/bell' }).first()).toBeVisible()
  await expectAccessible(page)
  expect(await page.evaluate(() => window.document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
})
