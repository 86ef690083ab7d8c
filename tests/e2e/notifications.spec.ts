import { createHmac, randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { people as demoPeople, personId } from '@/db/demo/people'
import { DEFAULT_SEED } from '@/db/demo/world'
import type { MailCategoryName } from '@/lib/outbox/model'
import { signUnsubscribe } from '@/lib/outbox/unsubscribe'
import { expect, expectAccessible, expectWhole, signIn, test } from '../support/e2e'
import { authSecret, type Person, people, webhookSecret } from '../support/e2e-people'

const PAGE = '/dashboard/settings/notifications'

/** The token of the link in a mail of this kind to this person. */
function tokenOf(who: Person, category: MailCategoryName): Promise<string> {
  process.env.BETTER_AUTH_SECRET = authSecret
  const person = demoPeople.find(({ email }) => email === people[who])
  if (!person) throw new Error(`${who} is not in the demo`)
  return signUnsubscribe({ userId: personId(DEFAULT_SEED, person), category })
}

const kind = (page: Page, label: string) => page.getByRole('checkbox', { name: label })

test.describe.configure({ mode: 'serial' })

test('a person switches a kind of mail off, and on again', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  await page.goto('/dashboard/settings')
  await page.getByRole('link', { name: 'Notifications' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You get every kind of mail')
  await kind(page, 'Quiet tools').uncheck()
  await page.getByRole('button', { name: 'Save the kinds of mail' }).click()
  await expect(page.getByText('Quiet tools: off.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One kind of mail is off')
  await page.reload()
  await expect(kind(page, 'Quiet tools')).not.toBeChecked()
  // What cannot be switched off says so instead of offering a box.
  await expect(page.getByRole('row', { name: /^Sign-in links/ })).toContainText('Always')
  await expectWhole(page)
  await kind(page, 'Quiet tools').check()
  await page.getByRole('button', { name: 'Save the kinds of mail' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You get every kind of mail')
})

test('quiet hours and the weekly number are kept; what makes no sense is refused in words', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  await page.goto(PAGE)
  await page.getByLabel('Quiet from').fill('22:00')
  await page.getByLabel('Quiet until').fill('')
  await page.getByRole('button', { name: 'Save when and how often' }).click()
  await expect(page.getByText('Quiet hours need a beginning and an end')).toBeVisible()
  await page.getByLabel('Quiet from').fill('22:00')
  await page.getByLabel('Quiet until').fill('07:30')
  await page.getByLabel('Time zone of the quiet hours').selectOption('Europe/Berlin')
  await page.getByLabel('Mails in seven days, at most').fill('4')
  await page.getByRole('button', { name: 'Save when and how often' }).click()
  await expect(page.getByText('When and how often is saved.')).toBeVisible()
  await expect(page.getByText(/Quiet from 22:00 to 07:30, Europe\/Berlin\. In the last seven days you had \d+ of at most 4\./)).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Quiet until')).toHaveValue('07:30')
})

test('without JavaScript both forms work as well', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, 'publisher', signedIn)
  await page.goto(PAGE)
  await kind(page, 'Revenue milestones').uncheck()
  await page.getByRole('button', { name: 'Save the kinds of mail' }).click()
  await expect(page.getByText('Revenue milestones: off.')).toBeVisible()
  await expect(kind(page, 'Revenue milestones')).not.toBeChecked()
  await kind(page, 'Revenue milestones').check()
  await page.getByRole('button', { name: 'Save the kinds of mail' }).click()
  await expect(kind(page, 'Revenue milestones')).toBeChecked()
  await context.close()
})

test('the button of a mail program switches its kind off: without cookies, in under a second, and by POST only', async ({ page, request, signedIn }) => {
  const address = `/api/unsubscribe?token=${await tokenOf('publisher', 'weekly_digest')}`
  await signIn(page, 'publisher', signedIn)
  const digest = kind(page, 'Weekly health digest')
  await page.goto(PAGE)
  await expect(digest).toBeChecked()

  for (const method of ['GET', 'HEAD']) {
    const looked = await request.fetch(address, { method, maxRedirects: 0 })
    expect(looked.status(), method).toBe(303)
    await page.reload()
    await expect(digest, method).toBeChecked()
  }

  // As mail programs send it, from anywhere; some more than once. The quickest counts: a busy machine may hold up the others.
  const took: number[] = []
  for (let press = 0; press < 5; press++) {
    const startedAt = performance.now()
    const pressed = await request.post(address, { form: { 'List-Unsubscribe': 'One-Click' }, headers: { origin: 'https://mail.example.org' } })
    took.push(performance.now() - startedAt)
    expect(pressed.status()).toBe(200)
    expect(await pressed.json()).toEqual({ unsubscribed: 'weekly_digest' })
  }
  expect(Math.min(...took)).toBeLessThan(1000)
  expect((await request.storageState()).cookies).toEqual([])
  await page.reload()
  await expect(digest).not.toBeChecked()
  await expect(kind(page, 'Revenue milestones')).toBeChecked()

  // The link in the mail asks before it changes anything, either way.
  await page.goto(`/unsubscribe?token=${await tokenOf('publisher', 'weekly_digest')}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('“Weekly health digest” is off')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Turn them on again' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stop “Weekly health digest”?')
})

test('a bounce stops all mail to an address until staff lift it', async ({ page, browser, baseURL, request, signedIn }) => {
  const address = people.consumer
  const body = JSON.stringify({
    type: 'email.bounced',
    created_at: new Date().toISOString(),
    data: { email_id: randomUUID(), to: [address], bounce: { type: 'Permanent', subType: 'General', message: 'The mailbox does not exist.' } },
  })
  const report = (secret: string) => {
    const id = `msg_${randomUUID()}`
    const timestamp = String(Math.floor(Date.now() / 1000))
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    return request.post('/api/webhooks/resend', {
      data: body,
      headers: { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature },
    })
  }
  expect((await report('whsec_c29tZWJvZHkgZWxzZQ==')).status()).toBe(401)
  expect((await report(webhookSecret)).status()).toBe(200)

  const context = await browser.newContext({ baseURL })
  const theirs = await context.newPage()
  await signIn(theirs, 'consumer', signedIn)
  await theirs.goto(PAGE)
  await expect(theirs.getByText(`No mail is sent to ${address}: hard bounce (General).`)).toBeVisible()
  await expectAccessible(theirs)

  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/outbox')
  await page.getByRole('link', { name: 'Suppressed addresses' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One address gets no mail')
  const row = page.getByRole('row', { name: new RegExp(address) })
  await expect(row).toContainText('hard bounce (General)')
  await row.getByText('Write to it again').click()
  await expectAccessible(page)
  await row.getByLabel('Why it works again').fill('The mailbox was made again.')
  await row.getByRole('button', { name: 'Lift the suppression' }).click()
  await expect(page.getByText(`${address} is written to again.`)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No address is suppressed')
  await theirs.reload()
  await expect(theirs.getByText('No mail is sent to')).toHaveCount(0)
  await context.close()
})

test('staff find their own mails under their account', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/account/notifications')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You get every kind of mail')
  await expectAccessible(page)
})
