import type { Browser, Page } from '@playwright/test'
import { expect, expectAccessible, expectWhole, signIn, test, unfold } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { demoPassword, people } from '../support/e2e-people'

const PAGES = ['/dashboard/settings', '/dashboard/settings/organization', '/dashboard/settings/members', '/dashboard/settings/security'].concat([
  '/dashboard/settings/keys',
  '/dashboard/settings/keys?show=old',
  '/dashboard/settings/audit',
  '/dashboard/settings/data',
  '/dashboard/setup',
])

test('every page of the settings and the set-up is whole at a desk and on a phone, light and dark', async ({ page, signedIn }) => {
  test.slow()
  await signIn(page, 'newcomer', signedIn)
  for (const path of PAGES) {
    await page.goto(path)
    await unfold(page)
    await expectWhole(page)
  }
})

test('a new publisher sees how far the set-up is, follows the next step, and finds the change in the audit log and its CSV', async ({ page, signedIn }) => {
  await signIn(page, 'newcomer', signedIn)
  await page.goto('/dashboard')
  const tile = page.locator('#setup')
  await expect(tile.getByRole('heading')).toContainText(/Set up: \d+ of 10 steps are done/)
  // What must be done cannot be put aside.
  await expect(tile.getByRole('button', { name: 'Hide this' })).toHaveCount(0)
  await tile.getByRole('link', { name: 'All steps' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('% is set up')

  const step = page.getByRole('listitem').filter({ hasText: 'Choose how long the audit log is kept' })
  await expect(step.getByText('optional')).toBeVisible()
  await step.getByRole('link', { name: /Choose how long/ }).click()
  const control = page.locator('section:target')
  await expect(control).toBeInViewport()
  await control.getByLabel('Keep it for').selectOption('90')
  await control.getByRole('button', { name: 'Save' }).click()
  await expect(control.getByText('90 days').first()).toBeVisible()

  await page.goto('/dashboard/setup')
  await expect(step.getByText('Done', { exact: true })).toBeVisible()

  await page.goto('/dashboard/settings/audit')
  await expect(page.getByRole('row').filter({ hasText: 'Set the audit log to be kept for 90 days' }).first()).toContainText('Tui Murray')
  await page.getByLabel('About', { exact: true }).selectOption('api_key')
  await expect(page).toHaveURL(/what=api_key/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No change matches')
  await page.getByRole('link', { name: 'Clear', exact: true }).click()
  await expect(page).toHaveURL(/\/audit$/)
  await page.getByPlaceholder('Search what, who or id').fill('kept for')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=kept/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/changes? match/)
  const href = await page.getByRole('link', { name: /CSV/ }).getAttribute('href')
  const csv = await page.request.get(String(href))
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect(await csv.text()).toContain('organization.audit_retention_set')
})

/** The link in the newest mail to an address: what a person would press in their mailbox. */
async function linkInMail(address: string, baseURL: string | undefined): Promise<string> {
  const sql = await connectE2e(baseURL)
  const [mail] = await sql`select html from outbox where to_address = ${address} order by created_at desc, id desc limit 1`
  await sql.end()
  const { pathname, search } = new URL((/href="(http[^"]+)"/.exec(String(mail?.html))?.[1] ?? '').replaceAll('&amp;', '&'))
  return pathname + search
}

/** Somebody who belongs to an organization without owning it: the middling publisher's colleague. */
async function joinAsMember(
  browser: Browser,
  owner: Page,
  baseURL: string | undefined,
  from = '198.19.8.1',
): Promise<{ page: Page; email: string; close: () => Promise<void> }> {
  const email = `colleague-${from}-${Date.now()}@example.com`
  await owner.goto('/dashboard/settings/members')
  await owner.getByLabel('E-mail address').fill(email)
  await owner.getByRole('button', { name: 'Invite' }).click()
  await expect(owner.getByText(email).first()).toBeVisible()
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': from } })
  const page = await context.newPage()
  await page.goto(await linkInMail(email, baseURL))
  await page.getByLabel('Your name').fill('Nils Helper')
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByRole('button', { name: /^Join/ }).click()
  await page.waitForURL('**/dashboard')
  return { page, email, close: () => context.close() }
}

test('a member sees the settings, changes none of the organization’s, and leaves by themselves; the last owner cannot', async ({
  page,
  browser,
  baseURL,
  signedIn,
}) => {
  await signIn(page, 'middling', signedIn)
  const member = await joinAsMember(browser, page, baseURL)
  await member.page.goto('/dashboard/settings/organization')
  await expect(member.page.getByText('Owners of the organization choose this.')).toBeVisible()
  await member.page.goto('/dashboard/settings/keys')
  await expect(member.page.getByRole('heading', { name: 'Issue a key' })).toHaveCount(0)
  await member.page.goto('/dashboard/settings/data')
  await expect(member.page.getByRole('button', { name: 'Opt out' })).toHaveCount(0)

  await page.goto('/dashboard/settings/members')
  const owner = page.getByRole('listitem').filter({ hasText: people.middling })
  await expect(owner.getByText('The only owner stays one')).toBeVisible()
  await expect(owner.getByRole('button')).toHaveCount(0)

  await member.page.goto('/dashboard/settings/members')
  await member.page.getByRole('listitem').filter({ hasText: member.email }).getByRole('button', { name: 'Leave' }).click()
  await member.page.getByLabel(`Type “${member.email}” to confirm`).fill(member.email)
  await member.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
  await expect(member.page).toHaveURL(/\/dashboard\/choose/)
  await member.close()
})

test('on a phone the tab of the page is in view, wherever it stands in the row', async ({ page, signedIn }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  await signIn(page, 'publisher', signedIn)
  for (const [path, name] of [
    ['', 'Profile'],
    ['/members', 'Members'],
    ['/data', 'Data'],
  ] as const) {
    await page.goto(`/dashboard/settings${path}`)
    const tab = page.locator('main nav [aria-current=page]')
    await expect(tab).toHaveText(name)
    await expect(tab).toBeInViewport({ ratio: 1 })
  }
})

test('without JavaScript: telemetry is opted out of, keys are filtered, and an endpoint is tested', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders: { 'x-forwarded-for': '198.19.8.2' } })
  const page = await context.newPage()
  await page.goto('/sign-in?next=/dashboard/settings/data')
  await page.getByLabel('E-mail address').fill(people.newcomer)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Opt out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing about how you use the console is collected')
  await page.getByRole('button', { name: 'Allow telemetry' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How you use the console may be collected')

  await page.goto('/dashboard/settings/keys')
  await page.getByLabel('Which keys').selectOption('old')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/show=old/)

  await page.goto('/dashboard/tools')
  await page.getByRole('link', { name: 'Whisper Cue' }).click()
  const card = page.locator('#health-endpoint')
  await card.getByLabel('Address').fill('http://169.254.169.254/latest')
  await card.getByRole('button', { name: 'Test now' }).click()
  await expect(card.getByText('Would count as down: Not requested: This address is private or reserved.')).toBeVisible()
  await expect(card.getByLabel('Address')).toHaveValue('http://169.254.169.254/latest')
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(card.getByText('This address cannot be asked: This address is private or reserved.')).toBeVisible()
  await context.close()
})

test('a new address to sign in with: the link goes there, opening it changes nothing, confirming does', async ({ page, browser, baseURL, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  const member = await joinAsMember(browser, page, baseURL, '198.19.8.3')
  const address = `moved-${member.email}`
  await member.page.goto('/dashboard/settings')
  const card = member.page.locator('#address')
  await card.getByLabel('New address').fill(address)
  await card.getByLabel('Your password').fill('not the password')
  await card.getByRole('button', { name: 'Send the link' }).click()
  await expect(card.getByText('The password is wrong. Nothing was changed.')).toBeVisible()
  await card.getByLabel('New address').fill(address)
  await card.getByLabel('Your password').fill('a long enough password')
  await card.getByRole('button', { name: 'Send the link' }).click()
  await expect(member.page.getByText(`A link to confirm is on its way to ${address}.`)).toBeVisible()

  await member.page.goto(await linkInMail(address, baseURL))
  await expectAccessible(member.page)
  await member.page.reload()
  await member.page.getByRole('button', { name: 'Confirm the address' }).click()
  await member.page.waitForURL('**/dashboard/settings')
  await expect(card.getByText(`You sign in as ${address}`)).toBeVisible()
  await member.close()
})
