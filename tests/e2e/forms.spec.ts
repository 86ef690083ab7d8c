import { randomUUID } from 'node:crypto'
import { expect, signIn, submit, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'

// A form that sends itself, before the page is interactive or where no script runs, carries fields of
// the framework beside its own. What the server reads must be the same.

test('without JavaScript an owner saves quiet hours, the organization and the budget, and is told what was wrong', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, 'consumer', signedIn)

  await page.goto('/dashboard/settings/notifications')
  await page.getByLabel('Quiet from').fill('21:30')
  await page.getByRole('button', { name: 'Save when and how often' }).click()
  await expect(page.getByText('Nothing was changed. Quiet hours need a beginning and an end, or neither.')).toBeVisible()
  await page.getByLabel('Quiet from').fill('21:30')
  await page.getByLabel('Quiet until').fill('06:15')
  await page.getByRole('button', { name: 'Save when and how often' }).click()
  await expect(page.getByText('When and how often is saved.')).toBeVisible()
  await page.goto('/dashboard/settings/notifications')
  await expect(page.getByLabel('Quiet until')).toHaveValue('06:15')

  await page.goto('/dashboard/settings/organization')
  const name = await page.getByLabel('Name', { exact: true }).inputValue()
  const zone = await page.getByLabel('Time zone').inputValue()
  for (const chosen of ['Asia/Tokyo', zone]) {
    await page.getByLabel('Time zone').selectOption(chosen)
    await page.getByRole('button', { name: 'Save' }).first().click()
    await expect(page.getByLabel('Time zone')).toHaveValue(chosen)
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  }

  await page.goto('/dashboard/usage')
  const budget = page.locator('#budget')
  await budget.getByLabel('Budget a month, in US dollars').fill('one')
  await budget.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/Enter an amount of US dollars above zero/)).toBeVisible()
  await budget.getByLabel('Budget a month, in US dollars').fill('')
  await budget.getByRole('button', { name: 'Save' }).click()
  await expect(budget.getByText('The budget set here is gone; the platform’s counts.')).toBeVisible()
  await context.close()
})

test('without JavaScript a key is revoked by typing its name, and not by typing another', async ({ browser, baseURL, signedIn }) => {
  const sql = await connectE2e(baseURL)
  const name = `Scriptless ${randomUUID().slice(0, 8)}`
  await sql`
    insert into api_keys (organization_id, origin, name, prefix, secret_hash)
    select id, 'issued', ${name}, ${name.slice(-8)}, ${randomUUID()} from organizations where slug = 'demo-quillstone'`
  await sql.end()
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, 'middling', signedIn)
  const key = page.getByRole('listitem').filter({ hasText: name })
  await page.goto('/dashboard/settings/keys')
  await expect(key.getByRole('button', { name: 'Revoke', exact: true })).toBeHidden()
  await key.getByText('Revoke', { exact: true }).last().click()
  await key.getByLabel(`Type “${name}” to confirm`).fill('Another')
  await key.getByRole('button', { name: 'Revoke the key' }).click()
  await page.goto('/dashboard/settings/keys')
  await expect(key).toHaveCount(1)
  await key.getByText('Revoke', { exact: true }).last().click()
  await key.getByLabel(`Type “${name}” to confirm`).fill(name)
  await submit(key.getByRole('button', { name: 'Revoke the key' }))
  await page.goto('/dashboard/settings/keys')
  await expect(key).toHaveCount(0)
  await context.close()
})

test('before its scripts have come, staff invite the owner of an organization', async ({ page, baseURL, signedIn }) => {
  const sql = await connectE2e(baseURL)
  const id = randomUUID()
  await sql`insert into organizations (id, name, slug) values (${id}, 'Early Press', ${id})`
  await sql.end()
  await signIn(page, 'staff', signedIn)
  await page.route('**/_next/static/**/*.js', (route) => route.abort())
  await page.goto(`/admin/organizations/${id}`)
  const email = `early-${id.slice(0, 8)}@example.com`
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(page.getByText(`An invitation is on its way to ${email}.`)).toBeVisible()
})
