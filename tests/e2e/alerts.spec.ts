import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, showTheme, signIn, signInAs, submit, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { foundOrganization, receiverAt, runJob } from '../support/e2e-world'
import { seedKey } from '../support/ingest'

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

test('the editor asks for what belongs to the chosen kind, and for nothing else', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const asked = {
    threshold: ['What is watched', 'Threshold'],
    anomaly: ['What is watched', 'Standard deviations'],
    change: ['What is watched', 'Percent'],
    absence: ['What is watched', 'Minutes without a value'],
    schedule: ['When', 'Time zone'],
    burn_rate: ['Objective, percent', 'Bad events', 'All events'],
  }
  const fields = [...new Set(Object.values(asked).flat())]
  const shown = async () => {
    const visible = await Promise.all(fields.map((label) => page.getByLabel(label, { exact: true }).isVisible()))
    return fields.filter((_, i) => visible[i])
  }
  // Brought by an address, then chosen.
  await page.goto('/admin/alerts/rules/new?kind=burn_rate')
  expect((await shown()).toSorted()).toEqual(asked.burn_rate.toSorted())
  for (const [kind, labels] of Object.entries(asked)) {
    await page.getByLabel('Kind', { exact: true }).selectOption(kind)
    expect((await shown()).toSorted(), kind).toEqual(labels.toSorted())
  }
})

/** What an OpenTelemetry exporter sends of a gauge: how long a queue was at a moment. */
function queueLength(at: Date, length: number) {
  const dataPoints = [
    { timeUnixNano: `${at.getTime()}000000`, asDouble: length, attributes: [{ key: 'messaging.destination.name', value: { stringValue: 'renders' } }] },
  ]
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'renders_waiting', gauge: { dataPoints } }] }] }] }
}

test('a value passes the line of a rule: toast, bell and Slack; it is taken in hand until it is worse, and comes back; it is silenced, and resolved', async ({
  page,
  baseURL,
}) => {
  // It starts a process for each run of a job.
  test.slow()
  const { organizationId, email } = await foundOrganization(baseURL, 'Boathouse')
  const sql = await connectE2e(baseURL)
  const key = await seedKey(sql, organizationId, ['ingest:write', 'alerts:write'])
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  // A database that was made within this minute counts it as judged.
  await sql`update alert_cursor set evaluated_to = ${new Date(minute - 60_000)}`
  await sql.end()
  const send = async (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(`${baseURL}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(response.ok, `${path} answered ${response.status}: ${await response.clone().text()}`).toBe(true)
  }
  const name = `Too many renders wait ${minute}`
  await send('/api/alert-rules', {
    name,
    description: 'Start another worker.',
    kind: 'threshold',
    metric: 'custom:renders_waiting',
    aggregation: 'last',
    operator: 'gt',
    threshold: 1000,
    windowMinutes: 1,
    groupBy: ['queue'],
    severity: 'critical',
  })
  const slack = receiverAt(baseURL, `/services/${randomUUID()}`)
  const told = async () => (await slack.received()).map(({ body }) => body)

  await signInAs(page, email)
  await page.goto('/dashboard/channels')
  const form = page.locator('#add details').filter({ has: page.locator('summary').getByText('Slack', { exact: true }) })
  await form.locator('summary').first().click()
  await form.getByLabel('Name', { exact: true }).fill('Operations')
  await form.getByLabel('Webhook URL', { exact: true }).fill(slack.url)
  await form.getByRole('button', { name: 'Add the channel' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach Operations' })).toBeVisible()

  await page.goto('/dashboard/alerts')
  const bar = page.locator('header').first()
  await expect(bar.getByText('Live', { exact: true })).toBeVisible()
  await send('/api/otlp/v1/metrics', queueLength(new Date(minute - 30_000), 1200))
  await runJob(baseURL, 'evaluate-alerts', new Date(minute + 5_000))
  await expect(page.getByText('Critical alert is firing', { exact: true }).first()).toBeVisible()
  await expect(bar.getByRole('button', { name: 'Alerts, 1 not seen' })).toBeVisible()
  const row = page.locator('[data-row]').filter({ hasText: name })
  await expect(row).toContainText('Firing')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^One critical alert is open/)
  await runJob(baseURL, 'send-alerts', new Date(minute + 3 * 60_000))
  expect(await told()).toEqual([expect.stringContaining(name)])
  await expectAccessible(page)

  // By keyboard: why it is in good hands, and until when.
  await row.getByRole('link', { name }).focus()
  await page.keyboard.press('a')
  await expect(row.getByLabel('Why is it in good hands')).toBeFocused()
  await page.keyboard.type('A worker is being started')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Until it is worse')
  await row.getByRole('button', { name: 'Acknowledge', exact: true }).press('Enter')
  await expect(row).toContainText('in hand of Noor Adler')
  await expect(row).toContainText('A worker is being started')
  await runJob(baseURL, 'send-alerts', new Date(minute + 5 * 60_000))

  // Worse than it was when it was taken in hand.
  await send('/api/otlp/v1/metrics', queueLength(new Date(minute + 1_000), 1500))
  await runJob(baseURL, 'evaluate-alerts', new Date(minute + 65_000))
  await expect(row).toContainText('Firing')
  await expect(row).not.toContainText('in hand of')
  await runJob(baseURL, 'send-alerts', new Date(minute + 7 * 60_000))
  expect(await told()).toHaveLength(2)

  await page.goto('/dashboard/alerts/silences')
  await page.locator('#silence').getByLabel('Rule').selectOption(name)
  await page.locator('#silence').getByLabel('Why').fill('The workers are moved')
  await page.getByRole('button', { name: 'Silence it' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'One silence holds, and keeps one open alert back' })).toBeVisible()
  await page.goto('/dashboard/alerts')
  await expect(row).toContainText('Silenced')

  await row.getByRole('link', { name }).focus()
  await page.keyboard.press('r')
  await expect(page.getByText(/resolved/i).first()).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.goto(`/dashboard/history?q=${encodeURIComponent(name)}`)
  const past = page.getByRole('row').filter({ hasText: name })
  await expect(past).toContainText('somebody closed it')
  await past.getByRole('link').first().click()
  const story = page.getByRole('list', { name: 'What happened to this alert' })
  await expect(story).toContainText('Resolved by Noor Adler')
  await expect(story).toContainText('It is worse than when it was acknowledged.')
  await page.getByRole('button', { name: 'Open it again' }).click()
  await expect(page.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible()
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
  await submit(form.getByRole('button', { name: 'Silence it' }))
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
