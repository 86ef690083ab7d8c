import type { Page } from '@playwright/test'
import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'

const RULES = '/dashboard/alerts/rules'

/** Opens the editor with a latency rule of a name of its own. */
async function draft(page: Page, name: string, threshold: string): Promise<void> {
  await page.goto(`${RULES}/new?template=tool-slow`)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Threshold', { exact: true }).fill(threshold)
}

test('a member tries a rule on the past, saves it, switches it off and takes that back, and deletes it', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  const name = `Slow answers ${Date.now()}`
  await draft(page, name, '400')
  await expect(page.getByText(/^Fires when p95 of latency over 10\sminutes, by tool, is above 400\sms for 5\sminutes; a warning\.$/)).toBeVisible()

  await page.getByRole('button', { name: 'Try it on the past' }).click()
  await expect(page.getByRole('heading', { name: /^It would have fired [\d,]+ times in \d+ days/ })).toBeVisible()
  await expect(page.getByRole('table', { name: 'What would have fired, newest first' }).getByRole('row')).not.toHaveCount(0)
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    await expectAccessible(page)
  }

  await page.getByRole('button', { name: 'Save the rule' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('Saved. The next minute is judged by it.').first()).toBeVisible()

  await page.goto(`${RULES}?q=${encodeURIComponent(name)}`)
  const row = page.getByRole('row').filter({ hasText: name })
  await row.getByRole('button', { name: 'Switch off' }).click()
  await expect(row).toContainText('Switch on')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Switch off')

  await row.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText('The rule is deleted; its past alerts stay.')).toBeVisible()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('a rule that could never fire is refused with the reason, and what was entered stays', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto(`${RULES}/new?template=tool-errors`)
  await page.getByLabel('Name', { exact: true }).fill('Never')
  await page.getByLabel('Threshold', { exact: true }).fill('1')
  await page.getByRole('button', { name: 'Save the rule' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This rule could never fire' })).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Never')
})

test('an alert is acknowledged with a reason by keyboard, given back, and resolved', async ({ page, baseURL, signedIn }) => {
  const sql = await connectE2e(baseURL)
  const title = `Latency of the journey ${Date.now()}`
  await sql`
    insert into alerts (organization_id, fingerprint, severity, title, labels, fired_value, value, worst_value, unit, started_at, fired_at)
    select organization_id, ${title}, 'critical', ${title}, '{"severity": "critical"}', 900, 900, 900, 'ms', now(), now()
    from members m join users u on u.id = m.user_id where u.email = 'owner@quillstone.example'`
  await sql`insert into alert_events (alert_id, organization_id, type, value, at) select id, organization_id, 'fired', 900, now() from alerts where title = ${title}`
  await sql.end()

  await signIn(page, 'middling', signedIn)
  await page.goto('/dashboard/alerts?severity=critical')
  const row = page.locator('[data-row]').filter({ hasText: title })
  await expect(row).toContainText('Firing')
  await row.getByRole('link', { name: title }).focus()
  await page.keyboard.press('a')
  await expect(row.getByLabel('Why is it in good hands')).toBeFocused()
  await page.keyboard.type('The upstream is told')
  await page.keyboard.press('Enter')
  await expect(row).toContainText('in hand of Maud Quill')
  await expect(row).toContainText('The upstream is told')

  await row.getByRole('button', { name: 'Give back' }).click()
  await expect(row).toContainText('Firing')

  await row.getByRole('link', { name: title }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'What happened to this alert' })).toContainText('Resolved by Maud Quill')

  await page.goto(`/dashboard/history?q=${encodeURIComponent(title)}`)
  await expect(page.getByRole('row').filter({ hasText: title })).toContainText('somebody closed it')
})

test('without JavaScript a rule is written and alerts are silenced', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await signIn(page, 'failing', signedIn)
  const name = `Without a script ${Date.now()}`
  await draft(page, name, '5000')
  await page.getByRole('button', { name: 'Try it on the past' }).click()
  await expect(page.getByRole('heading', { name: /^It would (not )?have fired/ })).toBeVisible()
  await page.getByRole('button', { name: 'Save the rule' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await page.goto('/dashboard/alerts/silences')
  const form = page.locator('#silence')
  await form.getByLabel('Rule').selectOption(name)
  await form.getByLabel('Why').fill('Expected today')
  await form.getByRole('button', { name: 'Silence it' }).click()
  await page.goto('/dashboard/alerts/silences?state=active')
  await expect(page.getByRole('row').filter({ hasText: `rule = ${name}` })).toContainText('Expected today')
  await context.close()
})

test('staff see whose alerts are open, and act on the platform’s alone', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/alerts')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/open/)
  await expect(page.getByRole('button', { name: /^Resolve/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Evaluator' }).click()
  await expect(page.getByRole('heading', { name: 'From breach to alert' })).toBeVisible()
})
