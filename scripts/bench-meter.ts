import { createMeter } from '@/lib/meter'

// What a measurement costs the path that it stands in: `npm run bench:meter`.

const ROUNDS = 2_000_000
const meter = createMeter()
const routes = Array.from({ length: 40 }, (_, i) => ({ route: `/api/route-${i}`, status_code: '200' }))

time('counter add', (i) => meter.add('api_requests_total', routes[i % routes.length], 1))
time('gauge set', (i) => meter.set('queue_depth', { queue: 'mail' }, i))
time('histogram observe', (i) => meter.observe('api_request_duration_ms', { route: '/api/route' }, (i % 1000) + 0.5))

function time(name: string, act: (i: number) => void): void {
  for (let i = 0; i < ROUNDS / 10; i++) act(i)
  const startedAt = performance.now()
  for (let i = 0; i < ROUNDS; i++) act(i)
  const nanoseconds = ((performance.now() - startedAt) * 1e6) / ROUNDS
  process.stdout.write(`${name.padEnd(20)} ${nanoseconds.toFixed(0).padStart(6)} ns\n`)
}
