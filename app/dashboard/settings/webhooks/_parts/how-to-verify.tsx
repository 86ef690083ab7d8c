import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'

const example = `import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.PULSEGRID_WEBHOOK_SECRET) // whsec_…

export async function POST(request) {
  const body = await request.text() // the bytes as they came, not parsed and written again
  const event = webhook.verify(body, Object.fromEntries(request.headers))
  if (await seenBefore(request.headers.get('webhook-id'))) return new Response(null, { status: 204 })
  await queue.add(event) // answer first, work afterwards
  return new Response(null, { status: 204 })
}`

const rules = [
  'The signature follows Standard Webhooks: HMAC-SHA256 over id, timestamp and body. Libraries for nine languages check it.',
  'An event can come twice, always with the same webhook-id and body. Keep the ids for a few days and leave repeats out.',
  'Only 2xx is acceptance. Anything else is tried ten times: after 5 s (with the next minute’s run), 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h. Retry-After of 429 and 503 is respected, up to a day. Redirects are not followed.',
  '410 switches the address off at once, five days of nothing but failures do so as well; owners get a mail.',
  'Order is not promised: look at the timestamp in the body.',
]

/** What a receiver has to know. */
export function HowToVerify() {
  return (
    <Card title="How to receive them" note="Standard Webhooks, so that you need not write the check yourself.">
      <ul className="mb-4 max-w-[75ch] list-disc space-y-1.5 pl-5 text-sm">
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <CodeBlock label="Check and answer (JavaScript)" code={example} />
    </Card>
  )
}
