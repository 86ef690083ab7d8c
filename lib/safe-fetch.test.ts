import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Resolve, safeFetch } from './safe-fetch'

// A canary on every local interface: it must never hear of a request that it was not allowed.
let canary: Server
let port = 0
let heard: string[] = []

beforeAll(async () => {
  canary = createServer((request, response) => {
    heard.push(request.url ?? '')
    if (request.url === '/to-metadata') response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end()
    else if (request.url === '/to-self') response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end()
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else if (request.url === '/hop') response.writeHead(302, { location: '/end' }).end()
    else if (request.url === '/drip') {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    } else if (request.url === '/flood') response.end('x'.repeat(1024 * 1024))
    else response.end('SECRET')
  })
  await new Promise<void>((resolve) => canary.listen(0, '::', resolve))
  port = (canary.address() as AddressInfo).port
})

afterAll(async () => {
  canary.closeAllConnections()
  await new Promise((resolve) => canary.close(resolve))
  process.env.SAFE_FETCH_ALLOW = ''
})

async function unheard(url: string, resolve?: Resolve): Promise<void> {
  heard = []
  const result = await safeFetch(url, { http: true, ports: [port], maxRedirects: 3, timeoutMs: 3000, resolve })
  expect(result.outcome).toBe('refused')
  expect(heard).toEqual([])
}

describe('requests that must not arrive', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '127.1', '[::]', 'localhost'])('%s', async (host) => {
    await unheard(`http://${host}:${port}/secret`)
  })

  it('a name that leads inside', async () => {
    await unheard(`http://inside.example:${port}/`, async () => [{ address: '127.0.0.1', family: 4 }])
  })

  it('a name with one public and one private address', async () => {
    await unheard(`http://mixed.example:${port}/`, async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
  })

  it('a name without an address is a failure, not a way in', async () => {
    expect(await safeFetch(`http://none.example:${port}/`, { http: true, ports: [port], resolve: async () => [] })).toMatchObject({ outcome: 'failed' })
  })

  it('a name that answers differently when asked again: it is asked once', async () => {
    heard = []
    for (let round = 0; round < 200; round++) {
      let asked = 0
      const rebinding: Resolve = async () => {
        asked++
        // Documentation address first (refused at once by policy), loopback on any later question.
        return [{ address: asked === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }]
      }
      const result = await safeFetch(`http://rebind.example:${port}/`, { http: true, ports: [port], timeoutMs: 2000, resolve: rebinding })
      expect(result.outcome).toBe('refused')
      expect(asked).toBe(1)
    }
    expect(heard).toEqual([])
  })
})

describe('with the operator’s permission', () => {
  beforeAll(() => {
    process.env.SAFE_FETCH_ALLOW = `127.0.0.1:${port}`
  })

  it('reaches exactly the named host and port', async () => {
    expect(await safeFetch(`http://127.0.0.1:${port}/end`)).toMatchObject({ outcome: 'answered', status: 200, body: 'SECRET' })
    expect(await safeFetch(`http://localhost:${port}/end`, { http: true, ports: [port] })).toMatchObject({ outcome: 'refused' })
  })

  it('does not follow a redirect to a private address, and says so', async () => {
    expect(await safeFetch(`http://127.0.0.1:${port}/to-metadata`, { http: true, maxRedirects: 3 })).toMatchObject({
      outcome: 'answered',
      status: 302,
      stoppedAt: 'The redirect is not followed: This address is private or reserved.',
    })
  })

  it('follows a few redirects, and no more than it was told', async () => {
    expect(await safeFetch(`http://127.0.0.1:${port}/hop`, { maxRedirects: 1 })).toMatchObject({ status: 200, stoppedAt: null })
    expect(await safeFetch(`http://127.0.0.1:${port}/hop`)).toMatchObject({ status: 302, stoppedAt: null })
    heard = []
    expect(await safeFetch(`http://127.0.0.1:${port}/loop`, { maxRedirects: 3 })).toMatchObject({ status: 302, stoppedAt: 'More than 3 redirects.' })
    expect(heard).toHaveLength(4)
  })

  it('ends in time when the body drips', async () => {
    expect(await safeFetch(`http://127.0.0.1:${port}/drip`, { timeoutMs: 300 })).toMatchObject({ outcome: 'failed', reason: 'No complete answer in time.' })
  })

  it('reads no more than it may', async () => {
    const result = await safeFetch(`http://127.0.0.1:${port}/flood`, { maxBytes: 1000 })
    expect(result.outcome === 'answered' && result.body.length).toBe(1000)
  })
})
