import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'

test('staff read the day, go to the day before and back, and open what it names', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/daily-digest')
  await expect(page.getByText(/^Daily digest of \d+ \w+ \d{4}$/)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    await expectAccessible(page)
  }
  await expect(page.getByRole('link', { name: 'Day after' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Day before' }).click()
  await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d$/)
  await expect(page.getByText('Of a day that is over nobody knows any more what was kept quiet')).toBeVisible()
  await page.getByRole('link', { name: 'Today', exact: true }).click()
  await expect(page).toHaveURL(/daily-digest$/)

  await page.setViewportSize({ width: 375, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
})
