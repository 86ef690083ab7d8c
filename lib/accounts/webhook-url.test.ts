import { describe, expect, it } from 'vitest'
import { webhookUrlProblem } from './webhook-url'

describe('webhookUrlProblem', () => {
  it.each(['https://example.com/hooks', 'https://api.example.com:8443/v1?x=1', 'https://8.8.8.8/hook', 'https://[2606:4700::1111]/'])('takes %s', (url) =>
    expect(webhookUrlProblem(url)).toBeNull(),
  )

  const refused = [
    'http://example.com/hooks',
    'ftp://example.com',
    'javascript:alert(1)',
    'example.com',
    '',
    'https://user:secret@example.com',
    'https://localhost/hook',
    'https://printer.local/',
    'https://db.internal/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    `https://example.com/${'a'.repeat(2_000)}`,
  ]
  it.each(refused)('refuses %s', (url) => expect(webhookUrlProblem(url)).toEqual(expect.any(String)))

  it('takes what the operator allows, also over http and on another port, and nothing beside it', () => {
    const allow = ['10.0.0.5:8080', 'hooks.internal:443']
    expect(webhookUrlProblem('http://10.0.0.5:8080/hook', allow)).toBeNull()
    expect(webhookUrlProblem('https://hooks.internal/hook', allow)).toBeNull()
    for (const url of [
      'http://10.0.0.5/hook',
      'http://10.0.0.5:8081/hook',
      'http://user:secret@10.0.0.5:8080/',
      'ftp://10.0.0.5:8080/',
      'http://hooks.internal/',
    ])
      expect(webhookUrlProblem(url, allow), url).toEqual(expect.any(String))
  })
})
