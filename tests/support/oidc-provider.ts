import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface OidcPerson {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

/** An OpenID Connect provider in small: discovery, keys, token endpoint. Whoever is approved gets a code. */
export async function startOidcProvider(clientId: string): Promise<{
  discoveryUrl: string
  /** What the provider does when this person agrees at the authorization address: the query of the callback. */
  approve: (authorizationUrl: string, person: OidcPerson, options?: { nonce?: string }) => string
  close: () => Promise<void>
}> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const codes = new Map<string, { person: OidcPerson; nonce: string | null }>()
  let issuer = ''

  const server = createServer((request, response) => {
    const json = (body: unknown, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/.well-known/openid-configuration') {
      json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
    } else if (url.pathname === '/keys') {
      json({ keys: [jwk] })
    } else if (url.pathname === '/token') {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', async () => {
        const code = new URLSearchParams(body).get('code') ?? ''
        const found = codes.get(code)
        codes.delete(code)
        if (!found) {
          json({ error: 'invalid_grant' }, 400)
          return
        }
        const { person, nonce } = found
        const idToken = await new SignJWT({ ...person, ...(nonce ? { nonce } : {}) })
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .setIssuer(issuer)
          .setAudience(clientId)
          .setIssuedAt()
          .setExpirationTime('5 min')
          .sign(privateKey)
        json({ access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: idToken })
      })
    } else {
      json({}, 404)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    approve(authorizationUrl, person, options = {}) {
      const asked = new URL(authorizationUrl).searchParams
      const code = randomUUID()
      codes.set(code, { person, nonce: options.nonce ?? asked.get('nonce') })
      return new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
