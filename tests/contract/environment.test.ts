import { expect, it } from 'vitest'
import { envVariables } from '@/lib/env'

it('.env.example is what lib/env.ts reads (vitest -u writes it anew)', async () => {
  const variables = envVariables.map(({ name, description }) => `# ${description}\n${name}=\n`)
  const header = '# Everything is optional on your own machine. Copy to .env and fill in what you need.\n'
  await expect([header, ...variables].join('\n')).toMatchFileSnapshot('../../.env.example')
})

it.each(envVariables)('$name says what it means', ({ description }) => {
  expect(description).toMatch(/^[A-Z].{10,}\.$|^auto: /)
})
