import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'post',
    access: { key: 'ingest:write' },
    summary: 'Takes calls of tools, one JSON object a line; answers what became of each row.',
    description: 'A row with an id that is known counts once, so that everything may be sent again. The body may be compressed (Content-Encoding: gzip).',
    body: [
      {
        mediaType: 'application/x-ndjson',
        description: 'One call a line: id, tool, consumer, occurredAt, status, latencyMs, cost.',
        example: '{"id":"c-1","tool":"weather/current","consumer":"acme","occurredAt":"2026-03-02T09:00:00Z","status":200,"latencyMs":120,"cost":0.002}',
      },
    ],
    response: [{ mediaType: 'application/json', description: 'How many rows were accepted, were known already, were rejected and why.' }],
  },
]
