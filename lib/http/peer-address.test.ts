import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { recordPeerAddress } from './peer-address'

it('appends the address of the connection once, behind whatever the caller claims', async () => {
  recordPeerAddress()
  recordPeerAddress()
  const server = createServer((request, response) => response.end(String(request.headers['x-forwarded-for'])))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ask = (headers: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port, headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () => resolve(text))
      }).on('error', reject)
    })
  expect(await ask({})).toBe('127.0.0.1')
  expect(await ask({ 'x-forwarded-for': '8.8.8.8' })).toBe('8.8.8.8, 127.0.0.1')
  await new Promise((resolve) => server.close(resolve))
})
