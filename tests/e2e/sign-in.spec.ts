import { expect, expectWhole, signIn, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { demoPassword, people } from '../support/e2e-people'
import { codeOf } from '../support/totp'

/** An address from which nobody else in these tests comes: attempts are counted by address. */
const from = (last: number) => ({ 'x-forwarded-for': `198.19.0.${last}` })

/** The link in the newest mail to an address: what a person would press in their mailbox. */
async function linkInMail(address: string, baseURL: string | undefined): Promise<string> {
  const sql = await connectE2e(baseURL)
  try {
    const [mail] = await sql`select html from outbox where to_address = ${address} order by created_at desc, id desc limit 1`
    const link = /href="(http[^"]+)"/.exec(String(mail?.html))?.[1]?.replaceAll('&amp;', '&') ?? ''
    const { pathname, search } = new URL(link)
    return pathname + search
  } finally {
    await sql.end()
  }
}

test('a wrong password is answered with one sentence and keeps the address, with and without JavaScript', async ({ browser, baseURL }) => {
  for (const [last, javaScriptEnabled] of [
    [1, true],
    [2, false],
  ] as const) {
    const context = await browser.newContext({ baseURL, javaScriptEnabled, extraHTTPHeaders: from(last) })
    const page = await context.newPage()
    await page.goto('/sign-in?next=https://evil.example/')
    await page.getByLabel('E-mail address').fill(people.consumer)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible()
    await expect(page.getByLabel('E-mail address')).toHaveValue(people.consumer)
    await expect(page.getByLabel('Password')).toHaveValue('')
    expect(page.url()).not.toContain(people.consumer)
    await page.getByLabel('Password').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/dashboard')
    expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? '').origin)
    await context.close()
  }
})

test('the fourth attempt in ten seconds is told to wait, whatever address it claims', async ({ browser, baseURL }) => {
  // All of them filled in before the first is sent: how long a page takes must not count.
  const pages = await Promise.all(
    Array.from({ length: 4 }, async (_, i) => {
      // A trusted proxy appends; what stands before its entry is the caller's own claim.
      const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': `203.0.113.${i}, 198.19.0.3` } })
      const page = await context.newPage()
      await page.goto('/sign-in')
      await page.getByLabel('E-mail address').fill('nobody@example.com')
      await page.getByLabel('Password').fill('not the password')
      return page
    }),
  )
  const answers: string[] = []
  for (const page of pages) {
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    const sentence = page.locator('form [role=alert]')
    await expect(sentence).toBeVisible()
    answers.push((await sentence.innerText()).includes('Too many attempts') ? 'wait' : 'wrong')
  }
  expect(answers).toEqual(['wrong', 'wrong', 'wrong', 'wait'])
  await Promise.all(pages.map((page) => page.context().close()))
})

test('an invited person joins, sets up a second factor, and comes back by a link and a code without JavaScript', async ({
  page,
  browser,
  baseURL,
  signedIn,
}) => {
  const email = `new-${Date.now()}@example.com`
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/settings/members')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect(page.getByText(email).first()).toBeVisible()
  const invitation = await linkInMail(email, baseURL)

  // Somebody else who gets hold of the link while signed in is refused.
  await page.goto(invitation)
  await expect(page.getByRole('heading', { name: 'This invitation is for another address' })).toBeVisible()

  const joining = await browser.newContext({ baseURL, extraHTTPHeaders: from(4) })
  const mine = await joining.newPage()
  await mine.goto(invitation)
  await mine.getByLabel('Your name').fill('Noor Adler')
  await mine.getByLabel('Password').fill('a long enough password')
  await mine.getByRole('button', { name: /^Join/ }).click()
  await mine.waitForURL('**/dashboard')

  await mine.goto('/dashboard/settings/security')
  const card = mine.locator('#two-factor')
  await card.getByLabel('Your password').fill('a long enough password')
  await card.getByRole('button', { name: 'Set up a second factor' }).click()
  await expect(card.getByRole('img', { name: 'Code to scan with an authenticator app' })).toBeVisible()
  const secret = await card.locator('pre').first().innerText()
  await card.getByLabel('Code', { exact: true }).fill(await codeOf(secret))
  await card.getByRole('button', { name: 'Switch on' }).click()
  await expect(mine.getByRole('heading', { name: 'Signing in asks for a second factor' })).toBeVisible()

  const plain = await browser.newContext({ baseURL, javaScriptEnabled: false, extraHTTPHeaders: from(5) })
  const back = await plain.newPage()
  await back.goto('/sign-in?next=/dashboard/tools')
  await back.getByLabel('E-mail address').fill(email)
  await back.getByRole('button', { name: 'Send me a link instead' }).click()
  await expect(back.getByText('a link to sign in is on its way')).toBeVisible()
  await back.goto(await linkInMail(email, baseURL))
  await back.getByRole('button', { name: 'Sign in' }).click()
  await expect(back).toHaveURL(/\/sign-in\/two-factor/)
  // A code works once: the next one, which a clock half a minute ahead would show.
  await back.getByLabel('Code').fill(await codeOf(secret, 1))
  await back.getByRole('button', { name: 'Continue' }).click()
  await expect(back).toHaveURL(/\/dashboard\/tools$/)

  // From here the first session is ended; it is out at its next page.
  await back.goto('/dashboard/settings/security')
  await back.getByRole('button', { name: 'End all others' }).click()
  await mine.goto('/dashboard')
  await expect(mine).toHaveURL(/\/sign-in\?next=%2Fdashboard/)
  await joining.close()
  await plain.close()
})

// As they are without a token, and the settings and staff pages, they stand in pages.spec.ts.
test('pages that a link in a mail leads to are whole in both themes, at a desk and on a phone', async ({ page }) => {
  for (const path of ['/sign-in/link?token=x', '/reset-password?token=x']) {
    await page.goto(path)
    await expectWhole(page)
  }
})
