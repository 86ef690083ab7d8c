import { refreshDirectory } from '@/lib/directory/commands/refresh-directory'
import type { Job } from './model'

export const refreshDirectoryJob: Job = {
  name: 'refresh-directory',
  schedule: '*/5 * * * *',
  description: 'Brings the public directory to what tools, gates, reviews and the figures of 28 days say now.',
  after: ['health-checks', 'rollup-metrics'],
  maxSeconds: 900,
  run: refreshDirectory,
}
