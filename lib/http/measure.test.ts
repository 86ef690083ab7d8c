import { describe, expect, it } from 'vitest'
import { routeTemplate } from './measure'

describe('routeTemplate', () => {
  it.each([
    { name: 'a route without parameters', path: '/api/ingest/events', params: {}, is: '/api/ingest/events' },
    { name: 'one parameter', path: '/api/cron/retention', params: { job: 'retention' }, is: '/api/cron/:job' },
    {
      name: 'a parameter in the middle',
      path: '/api/dashboard/anomalies/x/feedback',
      params: { storyId: 'x' },
      is: '/api/dashboard/anomalies/:storyId/feedback',
    },
    { name: 'two parameters', path: '/api/a/1/b/2', params: { first: '1', second: '2' }, is: '/api/a/:first/b/:second' },
    { name: 'a value like the part before it', path: '/api/cron/cron', params: { job: 'cron' }, is: '/api/cron/:job' },
    { name: 'an encoded value', path: '/api/badge/two%20words.svg', params: { file: 'two words.svg' }, is: '/api/badge/:file' },
    { name: 'several segments at once', path: '/api/auth/sign-in/email', params: { all: ['sign-in', 'email'] }, is: '/api/auth/:all' },
    { name: 'a value that is not in the path', path: '/api/badge/a.svg', params: { file: 'b.svg' }, is: '/api/badge/a.svg' },
    { name: 'an id that nobody names', path: '/api/outbox/0197f1a2-3b4c-7d5e-8f90-a1b2c3d4e5f6', params: {}, is: '/api/outbox/:id' },
    { name: 'an optional parameter that is left out', path: '/api/docs', params: { page: undefined }, is: '/api/docs' },
  ])('$name', ({ path, params, is }) => {
    expect(routeTemplate(path, params)).toBe(is)
  })
})
