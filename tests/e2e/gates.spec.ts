import { expect, expectWhole, signIn, test } from '../support/e2e'

test('a publisher sees what happens when, and asks for an exemption that staff grant', async ({ page, signedIn, browser, baseURL }) => {
  // Two people, six pages.
  test.slow()
  await signIn(page, 'failing', signedIn)
  await page.goto('/dashboard')
  // The gate is the first thing on the overview, with the way to its page.
  await expect(page.locator('main [role=status]').filter({ hasText: /\S/ }).first()).toContainText(/directory|badge/)
  await page.goto('/dashboard/gates')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/in force|opened/)
  await expect(page.getByRole('list', { name: 'Steps of this gate' }).first()).toContainText('Gate opened')
  await page.getByText('View data').first().click()
  await expect(page.getByRole('table').first()).toContainText('breaches')

  // The one that nobody has asked about: the elevated rate of the busiest tool.
  const card = page
    .locator('section')
    .filter({ hasText: 'Elevated error rate' })
    .filter({ has: page.locator('summary', { hasText: 'Timeline and figures' }) })
  await card.first().locator('summary').filter({ hasText: 'Timeline and figures' }).click()
  await card.first().getByRole('link', { name: 'Details and exemption' }).click()
  await page.waitForURL('**/dashboard/gates/*')
  await page.getByLabel('Why').fill('The carrier changes, and the route with it')
  await page.getByRole('button', { name: 'Ask staff' }).click()
  await expect(page.getByText('Your request waits for staff')).toBeVisible()
  const gate = page.url()

  const staff = await browser.newContext({ baseURL })
  const desk = await staff.newPage()
  await signIn(desk, 'staff', signedIn)
  await desk.goto('/admin/gates')
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(/exemptions? waits? for you/)
  const request = desk.getByRole('listitem').filter({ hasText: 'The carrier changes, and the route with it' })
  await request.getByLabel('Why it is granted').fill('Seen in the notice of the carrier')
  await request.getByRole('button', { name: 'Approve' }).click()
  await expect(desk.getByText('Approved. An open gate was lifted.')).toBeVisible()
  await staff.close()

  await page.goto(gate)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('staff approved an exemption')
})

test('staff filter every gate and take them along as CSV', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/gates?state=applied')
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('In force')
  await page.goto('/admin/gates?q=nobody-has-this-name')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  const csv = await page.request.get('/admin/gates/csv?gate=error_rate_critical')
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect(await csv.text()).toContain('error_rate_critical')
  expect(await csv.text()).not.toContain('error_rate_elevated')
})

test('without JavaScript an exemption can be asked for as well', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, 'failing', signedIn)
  await page.goto('/dashboard/gates')
  // Neither of the two that the others look at or ask about.
  await page.locator('details > summary').filter({ hasText: 'Timeline and figures' }).last().click()
  await page.getByRole('link', { name: 'Details and exemption' }).last().click()
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible()
  await page.getByLabel('Why').fill('A form that sends itself')
  await page.getByRole('button', { name: 'Ask staff' }).click()
  await expect(page.getByText('Your request waits for staff')).toBeVisible()
  await context.close()
})

// The staff's list and a gate's own page are in pages.spec.ts, with every other page.
test('a publisher with gates has pages that are whole in both themes, at a desk and on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'failing', signedIn)
  for (const path of ['/dashboard', '/dashboard/gates']) {
    await page.goto(path)
    await expectWhole(page)
  }
})
