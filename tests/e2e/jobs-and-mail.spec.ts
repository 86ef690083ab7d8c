import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'

test('staff run a job by hand and see what it did', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/jobs')
  // One that no other test runs, or it may be under way already.
  const row = page.getByRole('row', { name: /^peer-percentiles/ }).first()
  await row.getByRole('button', { name: 'Run peer-percentiles' }).click()
  await expect(page.getByText('peer-percentiles has started.')).toBeVisible()
  // The page looks again by itself until the run has ended.
  const history = page.getByRole('region', { name: 'History of runs' })
  const run = history
    .getByRole('row', { name: /peer-percentiles/ })
    .filter({ hasText: 'By hand' })
    .first()
  await expect(run).toContainText('Succeeded', { timeout: 30_000 })
  await expect(run).toContainText(/\d+ checked/)
})

test('staff look at every mail, in both themes and widths', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/outbox/previews')
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    for (const mail of ['Weekly digest', 'Sign-in link', 'New password', 'Invitation']) {
      await page.getByRole('link', { name: mail }).click()
      await expect(page.getByRole('link', { name: `${mail} (shown)` })).toBeVisible()
      await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toBeVisible()
    }
    await expectAccessible(page)
  }
  await page.getByRole('link', { name: '375 px' }).click()
  await expect(page.getByRole('link', { name: '375 px (shown)' })).toBeVisible()
  const box = await page.locator('iframe').boundingBox()
  expect(box?.width).toBeLessThanOrEqual(377)
})

test('members of an organization do not get to staff pages or their frames', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  for (const path of ['/admin/jobs', '/admin/outbox', '/admin/outbox/previews']) expect((await page.goto(path))?.status()).toBe(404)
  expect((await page.request.get('/api/admin/mail-previews/weekly-digest')).status()).toBe(403)
  expect((await page.request.get('/api/admin/outbox/0195c000-0000-7000-8000-000000000001')).status()).toBe(403)
})

test('a link that was altered unsubscribes nobody and says so', async ({ page }) => {
  await page.goto('/unsubscribe?token=nonsense')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link does not work')
  await expectAccessible(page)
})
