import type { DescribedOperation } from '@/lib/http/openapi/model'
import { logQuerySchema } from '@/lib/logs/filter'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { session: 'staff' },
    summary: 'Lines of the log as they come in, as server-sent events. For browsers with a session; API keys may not listen.',
    description:
      '`lines` is an array, the oldest first; a stream begins with the newest lines that match. `skipped` says how many lines were left out, as the reader is too slow or too many came at once; `restart` that what came while it was away is not known any more; `beat` that the connection is alive. A stream that ends is opened again with the id of the last event.',
    headers: [{ name: 'last-event-id', description: 'Resumes behind this event, for two minutes.' }],
    query: logQuerySchema.omit({ span: true, from: true, to: true }),
    response: [
      {
        mediaType: 'text/event-stream',
        description: 'An answer without an end.',
        example:
          'id: 1795000000000/735:740:\nevent: lines\ndata: [{"key":"1795000000000000_l-1","at":"2026-03-02T09:00:00.000Z","receivedAt":"2026-03-02T09:00:01.000Z","level":"error","message":"upstream timeout","service":"api","requestId":"req-1","organizationId":null,"organization":null,"fields":null}]\n\n',
      },
    ],
  },
]
