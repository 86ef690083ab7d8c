import { Card } from '@/components/ui/card'

/** What programs show that show no html. */
export function TextPart({ text }: { text: string }) {
  return (
    <Card title="Its text part">
      <pre className="overflow-x-auto rounded-md border border-border bg-surface-muted p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text}
      </pre>
    </Card>
  )
}
