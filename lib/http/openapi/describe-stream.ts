import { z } from 'zod'
import type { DescribedOperation } from './model'

/** How a stream of server-sent events is described: who may listen, and where what it tells happens. */
export function describeStream(session: 'tenant' | 'staff', where: string): DescribedOperation {
  return {
    method: 'get',
    access: { session },
    summary: `What happens ${where}, as server-sent events. For browsers with a session; API keys may not listen.`,
    description:
      'Each event has an id, a topic (alert, value, channel, evaluator) as its name, and one line of JSON. `ready` says that what was missed has been told, `reset` that it cannot be told any more, `beat` that the connection is alive. A stream that ends is opened again with the id of the last event.',
    headers: [{ name: 'last-event-id', description: 'Resumes behind this event.' }],
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .describe('The same, for readers that cannot set a header.'),
    }),
    response: [
      {
        mediaType: 'text/event-stream',
        description: 'An answer without an end.',
        example:
          'retry: 2000\n\nid: 41\nevent: ready\ndata: {}\n\nid: 42\nevent: alert\ndata: {"type":"fired","severity":"critical","title":"Error ratio above 5 %","seq":7}\n\n',
      },
    ],
  }
}
