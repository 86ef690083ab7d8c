import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'post',
    access: { key: 'ingest:write' },
    summary: 'Takes facts about tools, publishers and consumers as CloudEvents 1.0; answers what became of each.',
    description:
      'Structured, batch, lines or binary mode; the body may be compressed (Content-Encoding: gzip). An event with a known source and id counts once.',
    body: [
      { mediaType: 'application/cloudevents+json', description: 'One event.' },
      { mediaType: 'application/cloudevents-batch+json', description: 'Several events.' },
      { mediaType: 'application/x-ndjson', description: 'One event a line.' },
    ],
    response: [{ mediaType: 'application/json', description: 'How many events were accepted, were known already, were rejected and why.' }],
  },
]
