import { describe, expect, it } from 'vitest'
import { isPublicAddress, judgeUrl, parseAllowList, type UrlPolicy, WEB_PORTS } from './safe-url'

const open: UrlPolicy = { http: true, ports: WEB_PORTS, allow: [] }

/** URLs that must not be requested, whatever they look like. */
const hostile = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://127.0.0.1./',
  'http://127.255.255.254/',
  'http://0.0.0.0/',
  'http://0/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fe80::1]/',
  'http://[fc00::1]/',
  'http://[fd12:3456::1]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://192.168.1.1:443/',
  'http://100.64.0.1/',
  'http://100.127.255.255/',
  'http://198.18.0.1/',
  'http://192.0.2.1/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://224.0.0.1/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://192.0.0.1/',
  'http://192.88.99.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://user:pass@example.com/',
  'http://user@example.com/',
  'http://example.com:22/',
  'http://example.com:25/',
  'http://example.com:6379/',
  'http://example.com:5432/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'gopher://127.0.0.1:6379/_INFO',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'dict://127.0.0.1:11211/',
  'http://',
  'http:///',
  '//example.com',
  'example.com',
  'http://exa mple.com/',
  'http://[::1',
  'http://256.256.256.256/',
  'http://0300.0250.0.1/',
  '',
]

describe('URLs that somebody else wrote', () => {
  it.each(hostile)('refuses %j', (url) => {
    expect(judgeUrl(url, open)).toMatchObject({ allowed: false })
  })

  it.each([
    'https://example.com/',
    'http://example.com/health',
    'https://example.com:8443/x',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  ])('lets %j through to the look-up', (url) => {
    expect(judgeUrl(url, open)).toMatchObject({ allowed: true, trusted: false })
  })

  it('insists on https where http is not asked for', () => {
    expect(judgeUrl('http://example.com/', { ...open, http: false })).toMatchObject({ allowed: false })
    expect(judgeUrl('https://example.com/', { ...open, http: false })).toMatchObject({ allowed: true })
  })

  it('trusts exactly the host and port that the operator named', () => {
    const policy = { ...open, http: false, allow: parseAllowList(' localhost:3000, 10.0.0.5:8080 ,') }
    expect(judgeUrl('http://localhost:3000/x', policy)).toMatchObject({ allowed: true, trusted: true })
    expect(judgeUrl('http://10.0.0.5:8080/', policy)).toMatchObject({ allowed: true, trusted: true })
    expect(judgeUrl('http://localhost:3001/x', policy)).toMatchObject({ allowed: false })
    expect(judgeUrl('http://10.0.0.5/', policy)).toMatchObject({ allowed: false })
    expect(judgeUrl('http://10.0.0.6:8080/', policy)).toMatchObject({ allowed: false })
  })
})

describe('addresses', () => {
  it.each(['127.0.0.1', '::1', '::ffff:10.0.0.1', '169.254.169.254', 'fe80::1%eth0', 'fc00::1', '100.64.1.1', 'nonsense', ''])(
    '%s is not public',
    (address) => {
      expect(isPublicAddress(address)).toBe(false)
    },
  )

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})
