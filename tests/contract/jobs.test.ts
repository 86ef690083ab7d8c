import fs from 'node:fs'
import { expect, it } from 'vitest'
import { jobs } from '@/lib/jobs/registry'
import { vercelConfig } from '@/lib/jobs/vercel'

it('vercel.json is what the job registry says (npm run jobs:vercel writes it anew)', () => {
  expect(JSON.parse(fs.readFileSync('vercel.json', 'utf8'))).toEqual(vercelConfig(jobs))
})
