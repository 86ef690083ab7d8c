'use client'

import { PageError } from '@/components/shell/page-error'
import './globals.css'

/** The frame itself failed: this replaces the whole document, so it brings its own and follows the device's theme. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Pulsegrid</title>
        <main className="px-4">
          <PageError error={error} retry={retry} home="/" />
        </main>
      </body>
    </html>
  )
}
