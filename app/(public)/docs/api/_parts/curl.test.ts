import { describe, expect, it } from 'vitest'
import type { OperationObject } from '@/lib/http/openapi/model'
import { curlOf } from './curl'

const operation = (change: Partial<OperationObject>): OperationObject => ({
  operationId: 'x',
  tags: [],
  summary: 'X.',
  security: [],
  responses: {},
  ...change,
})

describe('the command for an operation', () => {
  it('is an address when anybody may ask', () => {
    expect(curlOf('https://pulse.example', '/api/health', 'get', operation({}))).toBe("curl 'https://pulse.example/api/health'")
  })

  it('bears a key, has what is required and leaves out what is not', () => {
    const command = curlOf(
      'https://pulse.example',
      '/api/things/{thingId}',
      'delete',
      operation({
        security: [{ session: [] }, { key: ['metrics:read'] }],
        parameters: [
          { name: 'thingId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
          { name: 'why', in: 'query', required: true, schema: { type: 'string', examples: ['no use'] } },
          { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
        ],
      }),
    )
    expect(command).toBe(
      [
        "curl -X DELETE 'https://pulse.example/api/things/6f1d3a52-8f0b-4c7e-9d55-0b1f5c2a9e10?why=no%20use'",
        '  -H "authorization: Bearer $PULSEGRID_KEY"',
      ].join(' \\\n'),
    )
  })

  it('sends a small body, its quotes kept from the shell', () => {
    const command = curlOf(
      'https://pulse.example',
      '/api/notes',
      'post',
      operation({
        security: [{ session: ['admin.read'] }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['text'], properties: { text: { type: 'string', examples: ["it's"] }, more: { type: 'string' } } },
            },
          },
        },
      }),
    )
    expect(command).toContain('-b "pulsegrid.session_token=$SESSION"')
    expect(command).toContain(`--data-binary '{"text":"it'\\''s"}'`)
  })
})
