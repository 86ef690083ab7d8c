import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectWhole, signIn, test, unfold } from '../support/e2e'
import { demoPassword, people } from '../support/e2e-people'

/** Presses Tab until the element that is meant has the focus; fails when it cannot be reached. */
async function tabTo(page: Page, name: RegExp | string, role: string): Promise<void> {
  const wanted = page.getByRole(role as 'link', { name }).first()
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${role} ${name}`)
}

test('by keyboard alone: sign in, open a metric, dismiss an action and take it back', async ({ page }) => {
  await page.goto('/sign-in?next=/dashboard/health')
  await page.getByLabel('E-mail address').focus()
  await page.keyboard.type(people.publisher)
  await page.keyboard.press('Tab')
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard/health')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('points')

  // A dimension opens into metrics, a metric into its thresholds.
  const dimension = page.locator('#security > details > summary')
  await dimension.focus()
  await page.keyboard.press('Enter')
  const metric = page.locator('#security li details summary').first()
  await metric.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#security li details[open] table').first()).toBeVisible()

  // The first action: its steps, then "remind me".
  const actions = page.locator('#actions')
  const before = await actions.locator('> div > ul > li').count()
  const first = actions.locator('> div > ul > li').first()
  const title = (await first.locator('summary').innerText()).split('\n').at(1) ?? ''
  await first.locator('summary').focus()
  await page.keyboard.press('Enter')
  await tabTo(page, /^Remind me in 7 days/, 'button')
  await page.keyboard.press('Enter')
  await expect(actions.locator('> div > ul > li')).toHaveCount(before - 1)
  await expect(page.getByText('Hidden. You will be reminded in 7 days.')).toBeVisible()

  await page.locator('summary').filter({ hasText: 'hidden for now' }).focus()
  await page.keyboard.press('Enter')
  await expect(actions.getByText(title).first()).toBeVisible()
  await tabTo(page, 'Show again', 'button')
  await page.keyboard.press('Enter')
  await expect(actions.locator('> div > ul > li')).toHaveCount(before)
})

test('every dimension and action open, the page is whole in both themes, at a desk and on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/health')
  await unfold(page)
  await expectWhole(page)
})

test('peers: each figure says where it stands in words, leads to its metric, and no small group is shown', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/health')
  const peers = page.locator('#peers')
  const bands = peers.getByRole('img')
  await expect(bands).toHaveCount(5)
  for (const band of await bands.all()) expect(await band.getAttribute('aria-label')).toMatch(/^.+: .+\. Middle half (at )?about .+\.$/)
  await expect(peers.getByText(/^Better than \d+\s% of developers$/i)).toHaveCount(5)
  await peers.getByRole('link', { name: 'Average latency' }).click()
  await expect(page.locator('#latency')).toBeInViewport()
  await peers.getByRole('link', { name: 'language' }).click()
  await expect(peers.getByRole('heading')).toHaveText('Too few peers in language to compare with')
  await expect(bands).toHaveCount(0)
  await expectAccessible(page)
})

test('without JavaScript a person signs in, reads the score, and hides an action', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await page.goto('/sign-in?next=/dashboard/health')
  await page.getByLabel('E-mail address').fill(people.middling)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/dashboard\/health$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const items = page.locator('#actions > div > ul > li')
  const before = await items.count()
  await items.first().locator('summary').click()
  await items
    .first()
    .getByRole('button', { name: /Remind me in 7 days/ })
    .click()
  await expect(items).toHaveCount(before - 1)
  await page.locator('#peers nav a').last().click()
  await expect(page.locator('#peers')).toContainText('Too few peers')
  await context.close()
})
