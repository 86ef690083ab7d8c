import { expect, expectAccessible, expectWhole, signIn, test, unfold } from '../support/e2e'

test('a caller in good standing reads its state, changes the period, sorts, searches and takes the list away', async ({ page, signedIn }) => {
  await signIn(page, 'consumer', signedIn)
  await page.goto('/dashboard/usage')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/You spent \$[\d,.]+ in \w+ so far|is spent/)
  await expect(page.getByRole('heading', { name: /’s budget$/ })).toBeVisible()
  const table = page.getByRole('table', { name: /^Usage by tool/ })
  await expect(table.getByRole('row')).not.toHaveCount(1)

  await page.getByRole('navigation', { name: 'Period' }).getByRole('link', { name: '90 days' }).click()
  await expect(page).toHaveURL(/period=90d/)
  await expect(page.getByRole('heading', { name: 'The last 90 days' })).toBeVisible()

  await table.getByRole('link', { name: 'Own errors' }).click()
  await expect(page).toHaveURL(/sort=own/)
  await expect(page).toHaveURL(/period=90d/)
  const name = await table.getByRole('rowheader').first().innerText()
  await page.getByPlaceholder('Search by name or category').fill(name)
  await page.keyboard.press('Enter')
  await expect(table.getByRole('rowheader').first()).toHaveText(name)

  const csv = await page.request.get('/dashboard/usage/csv?period=90d')
  expect(csv.headers()['content-type']).toContain('text/csv')
  const lines = (await csv.text()).trim().split('\n')
  expect(lines[0]).toContain('tool,category,invocations,spend_usd')
  expect(lines.length).toBeGreaterThan(3)
})

test('the budget of a caller that has nearly spent it is raised, and taken back, by its owner', async ({ page, signedIn }) => {
  await signIn(page, 'nearBudget', signedIn)
  await page.goto('/dashboard/usage')
  const card = page.locator('#budget')
  // As the demo has it, but for the first day of a month, when next to nothing is spent.
  await expect(card).toContainText(new Date().getUTCDate() === 1 ? '%' : '93')
  await expect(card).toContainText('As the platform reports it.')
  const field = card.getByLabel('Budget a month, in US dollars')
  await field.fill('none')
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/Enter an amount of US dollars above zero/)).toBeVisible()
  await field.fill('100,000')
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(card).toContainText('of $100,000.00')
  await expect(card).toContainText('Set here; the platform reports')
  await card.getByLabel('Budget a month, in US dollars').fill('')
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(card).toContainText('As the platform reports it.')
})

test('little balance and a card that expires: the overview says so first, the actions lead to where it stands', async ({ page, signedIn }) => {
  await signIn(page, 'lowBalance', signedIn)
  await page.goto('/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/The balance of \$[\d,.]+ lasts/)
  await page.goto('/dashboard/usage')
  await expect(page.locator('#payment')).toContainText('Expires on')
  const first = page.getByRole('listitem').filter({ hasText: 'Top up the balance' }).first()
  await first.getByRole('link', { name: /^Fix it/ }).click()
  await expect(page).toHaveURL(/#balance$/)

  const actions = page.locator('#actions')
  const before = await actions.locator('> div > ul > li').count()
  await actions.locator('> div > ul > li').first().locator('summary').click()
  await actions
    .getByRole('button', { name: /^Remind me in 7 days/ })
    .first()
    .click()
  await expect(actions.locator('> div > ul > li')).toHaveCount(before - 1)
  await actions.locator('summary').filter({ hasText: 'hidden for now' }).click()
  await actions.getByRole('button', { name: 'Show again' }).click()
  await expect(actions.locator('> div > ul > li')).toHaveCount(before)
})

test('an organization that calls nothing is told what would stand here', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/usage')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your organization calls no tools, so there is no usage')
  await expectAccessible(page)
})

for (const path of ['/dashboard', '/dashboard/usage']) {
  test(`${path} of a caller with everything unfolded is whole in both themes, at a desk and on a phone`, async ({ page, signedIn }) => {
    await signIn(page, 'lowBalance', signedIn)
    await page.goto(path)
    await unfold(page)
    await expectWhole(page)
  })
}
