import { afterEach, describe, expect, it } from 'vitest'
import { clientIp } from './client-ip'

describe('clientIp', () => {
  afterEach(() => {
    delete process.env.TRUSTED_PROXY_HOPS
  })

  const cases: [string, string | null, string, string | null][] = [
    ['no header', null, '0', null],
    ['the connection alone', '203.0.113.9', '0', '203.0.113.9'],
    ['a claim before the connection counts for nothing', '1.1.1.1, 203.0.113.9', '0', '203.0.113.9'],
    ['behind one proxy: the entry that it wrote', '1.1.1.1, 203.0.113.9, 10.0.0.2', '1', '203.0.113.9'],
    ['behind two proxies', '203.0.113.9, 10.0.0.3, 10.0.0.2', '2', '203.0.113.9'],
    ['fewer entries than proxies', '10.0.0.2', '1', null],
    ['IPv4 in IPv6 clothes', '::ffff:203.0.113.9', '0', '203.0.113.9'],
    ['IPv6', '2001:DB8::1', '0', '2001:db8::1'],
    ['not an address', 'unknown', '0', null],
  ]
  it.each(cases)('%s', (_name, header, hops, expected) => {
    process.env.TRUSTED_PROXY_HOPS = hops
    expect(clientIp({ headers: new Headers(header ? { 'x-forwarded-for': header } : {}) })).toBe(expected)
  })
})
