import { randomUUID } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { expect, expectAccessible, expectWhole, signIn, signInAs, test, unfold } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { foundOrganization, receiverAt, runJob } from '../support/e2e-world'

// An organization that is not simulated tells its alerts to Slack, Discord, PagerDuty, a webhook and people;
// the first four stand behind one address of the tests (e2e-receiver.ts).

const PAGE = '/dashboard/channels'
const pagerDutyKey = 'c0ffee00c0ffee00c0ffee00c0ffee00'

/** The form that adds a channel of a kind, unfolded. */
async function formFor(page: Page, kind: string): Promise<Locator> {
  const part = page.locator('#add details').filter({ has: page.locator('summary').getByText(kind, { exact: true }) })
  if ((await part.getAttribute('open')) === null) await part.locator('summary').first().click()
  return part
}

/** A moment in which send-alerts does what is due, and does not stay. */
const minutesAhead = (minutes: number) => new Date(Date.now() + minutes * 60_000)

const cardOf = (page: Page, name: string) => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) })

/** Adds a channel and waits until it stands there. */
async function addChannel(page: Page, kind: string, name: string, fields: Record<string, string>): Promise<void> {
  const form = await formFor(page, kind)
  await form.getByLabel('Name', { exact: true }).fill(name)
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value)
  await form.getByRole('button', { name: 'Add the channel' }).click()
  await expect(cardOf(page, name)).toBeVisible()
}

/** A critical alert of an organization that began a minute ago, as the evaluator leaves it. */
async function fire(baseURL: string | undefined, organizationId: string, title: string): Promise<void> {
  const sql = await connectE2e(baseURL)
  await sql`
    with made as (
      insert into alerts (organization_id, fingerprint, severity, title, labels, unit, fired_value, value, worst_value, threshold, operator, started_at, fired_at)
      values (${organizationId}, ${randomUUID()}, 'critical', ${title}, '{"alertname": "Queue", "severity": "critical"}', 'count', 1200, 1200, 1200, 1000, 'gt',
        now() - interval '2 minutes', now() - interval '1 minute') returning id
    )
    insert into alert_events (alert_id, organization_id, type, value, at) select id, ${organizationId}, 'fired', 1200, now() from made`
  await sql.end()
}

test('a member adds a channel of each kind, tries each, and sees what came back', async ({ page, baseURL }) => {
  const { email } = await foundOrganization(baseURL, 'Harbour')
  const mine = randomUUID()
  const slack = receiverAt(baseURL, `/services/${mine}`)
  const discord = receiverAt(baseURL, `/api/webhooks/${mine}`)
  const pagerDuty = receiverAt(baseURL, '/pagerduty/v2/enqueue')
  const webhook = receiverAt(baseURL, `/alerts/${mine}`)
  await signInAs(page, email)
  await page.goto(PAGE)
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach nobody yet' })).toBeVisible()
  await expectWhole(page)

  // What is wrong is said, and what was entered stays.
  const form = await formFor(page, 'Slack')
  await form.getByLabel('Name', { exact: true }).fill('Operations')
  await form.getByLabel('Webhook URL', { exact: true }).fill('https://example.com/not-slack')
  await form.getByRole('button', { name: 'Add the channel' }).click()
  await expect(form.getByRole('alert')).toContainText('An address of Slack begins with https://hooks.slack.com/services/')
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('Operations')
  await expect(form.getByLabel('Webhook URL', { exact: true })).toHaveValue('')

  await addChannel(page, 'E-mail', 'On call', { Addresses: 'oncall@example.com\nlead@example.com' })
  await addChannel(page, 'Slack', 'Operations', { 'Webhook URL': slack.url })
  await addChannel(page, 'Discord', 'Community', { 'Webhook URL': discord.url })
  await addChannel(page, 'PagerDuty', 'Pager', { 'Integration key': pagerDutyKey })
  await addChannel(page, 'Webhook', 'Ticket system', { Address: webhook.url })
  // Its secret is shown now, and never again; of the others only the last characters.
  const secret = (await page.locator('#add pre').innerText()).trim()
  expect(secret).toMatch(/^whsec_/)
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach 5 channels' })).toBeVisible()
  await page.reload()
  for (const hidden of [secret, slack.url, pagerDutyKey]) expect(await page.content()).not.toContain(hidden)
  await expect(cardOf(page, 'Pager')).toContainText('…ee00')

  for (const name of ['Operations', 'Community', 'Pager', 'Ticket system']) {
    await cardOf(page, name).getByRole('button', { name: 'Send a test' }).click()
    await expect(page.getByText(/^It was accepted, in \d+\sms\.$/).first()).toBeVisible()
    await page.reload()
    await expect(cardOf(page, name).getByText('just now').first()).toBeVisible()
  }
  await cardOf(page, 'On call').getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('It was handed to the outbox.').first()).toBeVisible()

  const text = 'alerts will arrive here'
  expect((await slack.received()).map(({ body }) => JSON.parse(body).text)).toEqual([expect.stringContaining(text)])
  expect((await discord.received()).map(({ body }) => body)).toEqual([expect.stringContaining(text)])
  expect((await pagerDuty.received()).map(({ body }) => JSON.parse(body))).toContainEqual(
    expect.objectContaining({ routing_key: pagerDutyKey, event_action: 'trigger' }),
  )
  const [hook] = await webhook.received()
  expect(hook?.headers).toMatchObject({ 'webhook-id': expect.any(String), 'webhook-signature': expect.stringMatching(/^v1,/) })

  const log = page.getByRole('table', { name: 'Messages to channels' })
  await page.goto(`${PAGE}?state=delivered`)
  await expect(log.getByRole('row')).toHaveCount(6)
  await log.getByRole('link', { name: /Ticket system/ }).click()
  const message = page.locator('#message')
  await expect(message).toContainText('Answered 200')
  await expect(message.locator('pre').filter({ hasText: 'ok' })).toBeVisible()
  await expect(message.locator('pre').filter({ hasText: 'alerts.test' })).toBeVisible()
  await unfold(page)
  await expectWhole(page)
})

test('a channel that fails says so, gets what waited once it is back, and a message goes out again under its id', async ({ page, baseURL }) => {
  const { email, organizationId } = await foundOrganization(baseURL, 'Lighthouse')
  const hook = receiverAt(baseURL, `/alerts/${randomUUID()}`)
  const title = `Queue is 1,200 long ${Date.now()}`
  await signInAs(page, email)
  await page.goto(PAGE)
  await addChannel(page, 'Webhook', 'Ticket system', { Address: hook.url })
  await hook.answer(503)
  await cardOf(page, 'Ticket system').getByRole('button', { name: 'Send a test' }).click()
  await expect(cardOf(page, 'Ticket system').getByRole('alert')).toContainText('The test did not arrive. Answered 503.')

  await fire(baseURL, organizationId, title)
  await runJob(baseURL, 'send-alerts', minutesAhead(3))
  await page.goto(PAGE)
  await expect(page.getByRole('heading', { level: 1, name: 'Ticket system, the only channel, is not accepting alerts' })).toBeVisible()
  await expect(cardOf(page, 'Ticket system')).toContainText(/Failing: \d attempts?, the first/)
  const row = page.getByRole('row').filter({ hasText: title })
  await expect(row).toContainText('Waiting')
  await row.getByRole('link', { name: title }).click()
  const message = page.locator('#message')
  await expect(message).toContainText('Answered 503')
  await expect(message.locator('pre').filter({ hasText: 'the receiver is being repaired' })).toBeVisible()
  await expect(message.getByRole('button', { name: 'Send again' })).toHaveCount(0)
  await expectWhole(page)

  await hook.answer(200)
  await runJob(baseURL, 'send-alerts', minutesAhead(10))
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach Ticket system' })).toBeVisible()
  await expect(message).toContainText('Delivered')
  await message.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('It goes out again within a minute, with the same id and body.').first()).toBeVisible()
  await runJob(baseURL, 'send-alerts', minutesAhead(20))
  const told = (await hook.received()).filter(({ body }) => body.includes(title))
  expect(told).toHaveLength(3)
  expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(told.map(({ body }) => body)).size).toBe(1)

  // What does not exist any more is switched off, with the way back.
  await hook.answer(410)
  await page.goto(PAGE)
  await fire(baseURL, organizationId, `${title} again`)
  await runJob(baseURL, 'send-alerts', minutesAhead(30))
  await page.goto(PAGE)
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach nobody: Ticket system was switched off' })).toBeVisible()
  await expectWhole(page)
  await hook.answer(200)
  await page.getByRole('status').getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach Ticket system' })).toBeVisible()
})

test('a channel is changed, switched off and on, given a new secret and deleted, by keyboard', async ({ page, baseURL }) => {
  const { email } = await foundOrganization(baseURL, 'Pier')
  await signInAs(page, email)
  await page.goto(PAGE)
  await addChannel(page, 'Webhook', 'Ticket system', { Address: receiverAt(baseURL, `/alerts/${randomUUID()}`).url })
  const card = cardOf(page, 'Ticket system')
  const press = async (target: Locator, key = 'Enter') => {
    await target.focus()
    await page.keyboard.press(key)
  }
  await press(card.locator('summary').filter({ hasText: 'Change it' }))
  await card.getByLabel('From which severity on').focus()
  await page.keyboard.type('Crit')
  await press(card.getByLabel('Say when an alert is over'), 'Space')
  await press(card.getByRole('button', { name: 'Save', exact: true }))
  await expect(page.getByText('Saved.', { exact: true }).first()).toBeVisible()
  await expect(card.getByText('critical only', { exact: true })).toBeVisible()
  await page.reload()
  await press(card.locator('summary').filter({ hasText: 'Change it' }))
  await expect(card.getByLabel('Say when an alert is over')).not.toBeChecked()

  await press(card.getByRole('button', { name: 'Make a new secret' }))
  await expect(card.locator('pre').filter({ hasText: 'whsec_' })).toBeVisible()

  await press(card.getByRole('button', { name: 'Switch off' }))
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach nobody: every channel is off' })).toBeVisible()
  await press(page.getByRole('button', { name: 'Undo' }).first())
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach Ticket system' })).toBeVisible()

  await press(card.getByRole('button', { name: 'Delete', exact: true }))
  const dialog = page.getByRole('dialog', { name: 'Delete the channel Ticket system?' })
  await expect(dialog).toBeVisible()
  await dialog.getByRole('textbox').fill('Ticket system')
  await press(dialog.getByRole('button', { name: 'Delete the channel' }))
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts reach nobody yet' })).toBeVisible()
})

test('without JavaScript a channel is added and tried', async ({ browser, baseURL }) => {
  const { email } = await foundOrganization(baseURL, 'Jetty')
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await signInAs(page, email)
  await page.goto(PAGE)
  const hook = receiverAt(baseURL, `/alerts/${randomUUID()}`)
  await addChannel(page, 'Webhook', 'Plain', { Address: hook.url })
  await expect(page.locator('#add pre')).toContainText('whsec_')
  await cardOf(page, 'Plain').getByRole('button', { name: 'Send a test' }).click()
  await expect(cardOf(page, 'Plain').getByRole('status')).toContainText('It was accepted')
  expect(await hook.received()).toHaveLength(1)
  await context.close()
})

test('staff have channels of the platform: one is added, tried and deleted', async ({ page, baseURL, signedIn }) => {
  const name = `Platform on call ${Date.now()}`
  const hook = receiverAt(baseURL, `/alerts/${randomUUID()}`)
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/channels')
  await addChannel(page, 'Webhook', name, { Address: hook.url })
  await cardOf(page, name).getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText(/^It was accepted/).first()).toBeVisible()
  expect(await hook.received()).toHaveLength(1)
  await expectAccessible(page)
  await cardOf(page, name).locator('summary').filter({ hasText: 'Change it' }).click()
  await cardOf(page, name).getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete the channel' }).click()
  await expect(cardOf(page, name)).toHaveCount(0)
})

test('channels of the simulated marketplace show a past, and send nothing', async ({ page, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  await page.goto(PAGE)
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts do not reach Pager bridge any more' })).toBeVisible()
  await expect(cardOf(page, 'On call')).toContainText('On')
  await cardOf(page, 'Pager bridge').getByRole('button', { name: 'Send a test' }).click()
  await expect(cardOf(page, 'Pager bridge').getByRole('alert')).toContainText('Answered 401')
  await page.goto(`${PAGE}?state=cancelled`)
  await page.getByRole('table', { name: 'Messages to channels' }).getByRole('link').first().click()
  await expect(page.locator('#message').getByText('Answered 401').first()).toBeVisible()
  await unfold(page)
  await expectWhole(page)
})
