import { expect, expectWhole, signIn, submit, test, unfold } from '../support/e2e'

test('the action item leads to the reviews without an answer; answering one, then changing it, in place', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  await page.goto('/dashboard/health')
  const item = page.locator('#actions li').filter({ hasText: 'Answer reviews within 48 hours' }).first()
  await item.locator('summary').first().click()
  await item.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/dashboard\/reviews\?state=waiting/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('an answer')

  const reviews = page.locator('main ul > li[id]')
  const id = await reviews.first().getAttribute('id')
  const text = `Thank you, we look into it ${Date.now()}`
  await reviews.first().getByRole('textbox').fill(text)
  await reviews.first().getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByText('Answered. It counts from the next calculation of the score on.')).toBeVisible()
  await expect(page.locator(`[id="${id}"]`)).toHaveCount(0)

  await page.goto(`/dashboard/reviews?q=${encodeURIComponent(text)}`)
  await expect(reviews).toHaveCount(1)
  await expect(reviews.first().getByText('Your answer, written here')).toBeVisible()
  await expect(page.locator(`[id="${id}"]`)).toBeVisible()
  await reviews.first().getByText('Change the answer').click()
  await reviews.first().getByRole('textbox').fill(`${text}, and it is fixed`)
  await reviews.first().getByRole('button', { name: 'Save the answer' }).click()
  await expect(page.getByText('The answer is changed.')).toBeVisible()
  await expect(reviews.first().getByText(`${text}, and it is fixed`).first()).toBeVisible()
})

test('filters, pages and the file hold the same reviews', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/reviews?stars=low')
  for (const label of await page
    .locator('main ul > li[id] article')
    .evaluateAll((articles) => articles.map((article) => article.getAttribute('aria-label') ?? '')))
    expect(label).toMatch(/, [12] of 5 stars$/)
  const csv = await page.request.get('/dashboard/reviews/csv?state=waiting')
  expect(csv.headers()['content-type']).toContain('text/csv')
  await page.goto('/dashboard/reviews?q=nothing-like-this')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  await page.goto('/dashboard/reviews/refunds')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in 28 days')
  await page.goto('/dashboard/reviews/refunds?kind=dispute')
  const kinds = await page.locator('table tbody tr td:nth-child(2)').allInnerTexts()
  expect(new Set(kinds.map((kind) => kind.trim()))).toEqual(new Set(['Dispute']))
})

test('without JavaScript a review is answered', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await signIn(page, 'middling', signedIn)
  await page.goto('/dashboard/reviews?state=waiting')
  const reviews = page.locator('main ul > li[id]')
  // Not the one that another test answers meanwhile.
  const id = await reviews.last().getAttribute('id')
  await reviews.last().locator('summary').click()
  await reviews.last().getByRole('textbox').fill('Thank you, without a script')
  await submit(reviews.last().getByRole('button', { name: 'Answer' }))
  await page.goto('/dashboard/reviews?q=without+a+script')
  await expect(page.locator(`[id="${id}"]`)).toContainText('Thank you, without a script')
  await context.close()
})

test('reviews and refunds with every form open are whole in both themes, at a desk and on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  for (const path of ['/dashboard/reviews?state=waiting', '/dashboard/reviews/refunds']) {
    await page.goto(path)
    await unfold(page)
    await expectWhole(page)
  }
})

test('a tool’s page says whether its newest version counts', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/tools')
  await page.locator('main a[href^="/dashboard/tools/"]').filter({ hasNotText: 'CSV' }).first().click()
  await expect(page.locator('#versions')).toBeVisible()
  await expect(page.locator('#versions').getByRole('heading')).toContainText(/changelog|does not say/)
})
