// npm run jobs:vercel: writes vercel.json from the job registry.
import fs from 'node:fs'
import path from 'node:path'
import { jobs } from '@/lib/jobs/registry'
import { vercelConfig } from '@/lib/jobs/vercel'

const config = vercelConfig(jobs)
fs.writeFileSync(path.join(process.cwd(), 'vercel.json'), `${JSON.stringify(config, null, 2)}\n`)
process.stdout.write(`vercel.json: ${config.crons.length} crons.\n`)
