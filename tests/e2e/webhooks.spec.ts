import { expect, expectAccessible, expectWhole, signIn, test, unfold } from '../support/e2e'

test('an owner registers an address, sees its secret once, sends a test, chooses events, rotates, and switches it off', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/settings/webhooks')
  await page.getByLabel('Address').fill('https://127.0.0.1/hook')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByText('This is a private or reserved address')).toBeVisible()
  await expect(page.getByLabel('Address')).toHaveValue('https://127.0.0.1/hook')

  const url = `https://hooks.example.com/${Date.now()}`
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Register' }).click()
  const secret = page.locator('#register pre')
  await expect(secret).toBeVisible()
  const first = (await secret.innerText()).trim()
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  await page.reload()
  expect(await page.content()).not.toContain(first)

  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: url }) })
  await card.getByRole('button', { name: 'Send a test' }).click()
  await expect(card.getByText('Test accepted')).toBeVisible()
  await expect(card.getByText('{"received":true}')).toBeVisible()
  await expectAccessible(page)

  await card.getByText('Choose events').click()
  await card.getByLabel('A review was posted').uncheck()
  await card.getByRole('button', { name: 'Save the choice' }).click()
  await expect(page.getByText('The choice holds from now on.')).toBeVisible()
  // With its toast still there.
  await expectAccessible(page)
  await expect(card.getByText('11 of 12')).toBeVisible()

  await card.getByText('Rotate the signing secret').click()
  await card.getByRole('button', { name: 'Make a new secret' }).click()
  await expect(card.locator('pre').filter({ hasText: 'whsec_' })).toBeVisible()
  expect((await card.locator('pre').filter({ hasText: 'whsec_' }).innerText()).trim()).not.toBe(first)

  await card.getByRole('button', { name: 'Switch off' }).click()
  await expect(card.getByText('Off', { exact: true })).toBeVisible()
  await expect(card.getByRole('button', { name: 'Switch on' })).toBeVisible()
})

test('a failing endpoint shows: its test is refused, and the answer stands there', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  await page.goto('/dashboard/settings/webhooks')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('not accepting webhooks')
  const url = `https://flaky.hooks-example.com/${Date.now()}`
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.locator('#register pre')).toBeVisible()
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: url }) })
  await card.getByRole('button', { name: 'Send a test' }).click()
  await expect(card.getByText('Test not accepted')).toBeVisible()
  await expectAccessible(page)
  await expect(card.getByText('upstream unavailable')).toBeVisible()
  await card.getByRole('link', { name: 'What was sent' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('webhook.test was not accepted')
  await expect(page.getByText('webhook-id:')).toBeVisible()
})

test('the action item leads to the failed deliveries; one of ours opens and is sent again', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/health')
  const item = page.locator('#actions li').filter({ hasText: 'Accept webhooks reliably' }).first()
  await item.locator('summary').first().click()
  await item.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/dashboard\/webhooks\?state=failed/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('failed in 28 days')
  const states = await page.locator('table tbody tr td:nth-child(2)').allInnerTexts()
  expect(new Set(states.map((state) => state.trim()))).toEqual(new Set(['Failed']))

  await page.goto('/dashboard/webhooks?state=failed&source=pulsegrid')
  await page.locator('table tbody a').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('given up after 10 attempts')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('It goes out again within a minute')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send again' })).toHaveCount(0)

  const csv = await page.request.get('/dashboard/webhooks/csv?source=pulsegrid')
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect((await csv.text()).split('\n').length).toBeGreaterThan(5)
})

test('without JavaScript an address is registered and tested', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/settings/webhooks')
  const url = `https://plain.example.com/${Date.now()}`
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.locator('#register pre')).toBeVisible()
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: url }) })
  await card.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('Test accepted').first()).toBeVisible()
  await context.close()
})

test('settings and deliveries with everything unfolded are whole in both themes, at a desk and on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  for (const path of ['/dashboard/settings/webhooks', '/dashboard/webhooks?source=pulsegrid']) {
    await page.goto(path)
    await unfold(page)
    await expectWhole(page)
  }
})
