import Image from 'next/image'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import type { Listing } from '@/lib/directory/model'

/** The badge to put beside the tool's name elsewhere, ready to be copied. */
export function Embed({ listing, origin }: { listing: Listing; origin: string }) {
  const slug = encodeURIComponent(listing.slug)
  const page = new URL(`/directory/${slug}`, origin).href
  const badge = (kind: 'svg' | 'json') => new URL(`/api/badge/${slug}.${kind}`, origin).href
  // What is copied into a page or a README must not become markup of its own.
  const alt = `${listing.name} on Pulsegrid`.replaceAll(/[[\]()<>"&\\`*_\r\n]/g, ' ')
  return (
    <Card title="Show it elsewhere" note="The badge says what the directory says; browsers keep it for five minutes.">
      <p className="mb-3 flex h-5 items-center">
        <Image src={`/api/badge/${slug}.svg`} alt={`Badge: ${alt}`} width={160} height={20} unoptimized loading="eager" className="h-5 w-auto" />
      </p>
      <div className="space-y-3">
        <CodeBlock label="Markdown" code={`[![${alt}](${badge('svg')})](${page})`} />
        <CodeBlock label="HTML" code={`<a href="${page}"><img src="${badge('svg')}" alt="${alt}" height="20"></a>`} />
        <CodeBlock label="JSON, as shields.io takes it" code={badge('json')} />
      </div>
    </Card>
  )
}
