import { afterAll, beforeAll, expect, it } from 'vitest'
import { authenticateSession } from '@/lib/auth/authenticate'
import { useDatabase } from '../support/database'
import { type OidcPerson, startOidcProvider } from '../support/oidc-provider'
import { callAuth, createPerson } from '../support/people'

process.env.BETTER_AUTH_SECRET ??= 'a secret for tests that is long enough for everything'

const CLIENT = 'console'
const database = useDatabase()
let provider: Awaited<ReturnType<typeof startOidcProvider>>

beforeAll(async () => {
  provider = await startOidcProvider(CLIENT)
  process.env.OIDC_DISCOVERY_URL = provider.discoveryUrl
  process.env.OIDC_CLIENT_ID = CLIENT
  process.env.OIDC_CLIENT_SECRET = 'the secret of the console at its provider'
})

afterAll(async () => {
  for (const name of ['OIDC_DISCOVERY_URL', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']) delete process.env[name]
  await provider.close()
})

async function begin(): Promise<{ url: string; cookie: string }> {
  const started = await callAuth('/sign-in/social', {
    provider: 'oidc',
    callbackURL: '/dashboard/tools',
    errorCallbackURL: '/sign-in?error=provider',
    disableRedirect: true,
  })
  expect(started.status).toBe(200)
  return { url: String(started.body.url), cookie: started.cookie }
}

/** Signs in as this person of the provider; answers where it led and who is signed in then. */
async function through(person: OidcPerson, options: { nonce?: string } = {}) {
  const { url, cookie } = await begin()
  const back = await callAuth(`/callback/oidc?${provider.approve(url, person, options)}`, undefined, { cookie })
  return { location: back.headers.get('location') ?? '', actor: await authenticateSession(new Headers({ cookie: back.cookie })) }
}

it('signs a person in whose address is known here and proven there', async () => {
  const { email, userId } = await createPerson()
  const { location, actor } = await through({ sub: 'p-1', email, email_verified: true, name: 'Known' })
  expect(location).toMatch(/\/dashboard\/tools$/)
  expect(actor).toMatchObject({ userId })
  await through({ sub: 'p-1', email, email_verified: true, name: 'Known' })
  const kept = await database.owner()`select id_token, access_token, refresh_token from accounts where provider_id = 'oidc' and user_id = ${userId}`
  expect(kept).toEqual([{ id_token: null, access_token: null, refresh_token: null }])
})

it('asks the provider with PKCE, a nonce and a state', async () => {
  const asked = new URL((await begin()).url).searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  for (const name of ['code_challenge', 'nonce', 'state']) expect(asked.get(name)?.length, name).toBeGreaterThan(10)
  expect(asked.get('redirect_uri')).toBe('http://localhost:3000/api/auth/callback/oidc')
})

it('lets nobody in whom no one has invited', async () => {
  const { location, actor } = await through({ sub: 'p-2', email: 'stranger@example.com', email_verified: true, name: 'Stranger' })
  expect(location).toContain('/sign-in?error=')
  expect(actor).toBeNull()
  expect(await database.owner()`select 1 from users where email = 'stranger@example.com'`).toHaveLength(0)
})

it('does not believe an address that the provider has not proven', async () => {
  const { email } = await createPerson()
  const { actor } = await through({ sub: 'p-3', email, email_verified: false, name: 'Pretender' })
  expect(actor).toBeNull()
})

it('refuses an answer with another nonce, another browser’s state, and a code used twice', async () => {
  const { email } = await createPerson()
  const person = { sub: 'p-4', email, email_verified: true, name: 'Replay' }
  expect((await through(person, { nonce: 'from another sign-in' })).actor).toBeNull()

  const { url, cookie } = await begin()
  const query = provider.approve(url, person)
  const elsewhere = await callAuth(`/callback/oidc?${query}`, undefined, { cookie: (await begin()).cookie })
  expect(await authenticateSession(new Headers({ cookie: elsewhere.cookie }))).toBeNull()
  await callAuth(`/callback/oidc?${query}`, undefined, { cookie })
  const again = await callAuth(`/callback/oidc?${query}`, undefined, { cookie })
  expect(again.headers.get('location')).toContain('error')
})
