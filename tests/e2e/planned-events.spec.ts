import type { Page } from '@playwright/test'
import { expect, signIn, submit, test } from '../support/e2e'

const PATH = '/dashboard/anomalies/planned'

/** Fills the form, for two hours at noon of that day: no clock is put forward then. */
async function fill(page: Page, title: string, day: string, until = `${day}T14:00`): Promise<void> {
  await page.getByLabel('What is planned').fill(title)
  await page.getByLabel('From', { exact: true }).fill(`${day}T12:00`)
  await page.getByLabel('Until', { exact: true }).fill(until)
  await submit(page.getByRole('button', { name: 'Plan it', exact: true }))
}
const dayAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const row = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title })

test('a member plans an event for a tool, cancels it, takes that back, and finds it by its state', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/anomalies')
  await page.getByRole('link', { name: 'Planned events' }).click()
  await expect(page).toHaveURL(PATH)
  const title = `Certificate change ${Date.now()}`
  await page.getByLabel('Tools').selectOption({ index: 1 })
  await fill(page, title, dayAhead(20))
  await expect(page.getByText('It is planned. Nothing opens a story in that time.')).toBeVisible()
  await expect(row(page, title)).toContainText('Planned')
  await expect(row(page, title)).toContainText(/for 2\sh/)

  await row(page, title).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled. From now on the tools are judged as ever.')).toBeVisible()
  await expect(row(page, title)).toContainText('Cancelled')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, title)).not.toContainText('Cancelled')

  await page.goto(`${PATH}?state=ahead&q=${encodeURIComponent(title)}`)
  await expect(row(page, title)).toHaveCount(1)
  await page.goto(`${PATH}?state=over&q=${encodeURIComponent(title)}`)
  await expect(page.getByText('Nothing matches.')).toBeVisible()
})

test('what makes no sense is said where it is entered, changes nothing, and stays to be mended', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto(PATH)
  const title = `Too long ${Date.now()}`
  await fill(page, title, dayAhead(20), `${dayAhead(36)}T12:00`)
  await expect(page.getByRole('alert').filter({ hasText: 'It lasts longer than 14 days.' })).toBeVisible()
  await expect(row(page, title)).toHaveCount(0)
  // What was entered stands there to be mended.
  await expect(page.getByLabel('What is planned')).toHaveValue(title)
  await expect(page.getByLabel('Until', { exact: true })).toHaveValue(`${dayAhead(36)}T12:00`)
  await page.getByLabel('Until', { exact: true }).fill(`${dayAhead(20)}T14:00`)
  await page.getByRole('button', { name: 'Plan it', exact: true }).click()
  await expect(row(page, title)).toHaveCount(1)
  await expect(page.getByLabel('What is planned')).toHaveValue('')
})

test('without JavaScript an event is planned, cancelled and planned again', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await signIn(page, 'middling', signedIn)
  await page.goto(PATH)
  await fill(page, 'Without a script', dayAhead(30))
  await page.goto(PATH)
  await submit(row(page, 'Without a script').getByRole('button', { name: 'Cancel' }))
  await page.goto(`${PATH}?state=cancelled`)
  await submit(row(page, 'Without a script').getByRole('button', { name: 'Plan it again' }))
  await page.goto(`${PATH}?state=ahead`)
  await expect(row(page, 'Without a script')).toHaveCount(1)
  await context.close()
})

test('staff plan for everybody: every publisher sees it and cannot cancel it', async ({ page, browser, baseURL, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/anomalies/planned')
  const title = `Network maintenance ${Date.now()}`
  await fill(page, title, dayAhead(40))
  await expect(row(page, title)).toContainText('Everybody, all tools')

  const context = await browser.newContext({ baseURL })
  const theirs = await context.newPage()
  await signIn(theirs, 'failing', signedIn)
  await theirs.goto(PATH)
  await expect(row(theirs, title)).toContainText('All tools, planned by the platform')
  await expect(row(theirs, title).getByRole('button')).toHaveCount(0)
  await context.close()

  await row(page, title).getByRole('button', { name: 'Cancel' }).click()
  await expect(row(page, title)).toContainText('Cancelled')
})

test('who publishes nothing is told so, and offered no form', async ({ page, signedIn }) => {
  await signIn(page, 'consumer', signedIn)
  await page.goto(PATH)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('does not publish tools')
  await expect(page.getByRole('button', { name: 'Plan it', exact: true })).toHaveCount(0)
})
