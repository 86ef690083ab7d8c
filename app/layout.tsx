import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readTheme } from '@/components/shell/preferences'
import { env } from '@/lib/env'
import './globals.css'

// Not geist/font/mono, which preloads its 70 kB on every page: few have a word in it.
const mono = localFont({
  src: '../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
  fallback: ['ui-monospace', 'Menlo', 'Consolas', 'monospace'],
})

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(env().APP_URL),
    title: { default: 'Pulsegrid', template: '%s · Pulsegrid' },
    description: 'Quality and operations console for companies whose product is APIs or tools that others publish and call.',
    applicationName: 'Pulsegrid',
    // A console: nothing of it belongs into a search engine. Public pages say otherwise themselves.
    robots: { index: false, follow: false },
  }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  // The values of --color-background.
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f8f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1013' },
  ],
}

/** The document. The theme stands in a cookie, so the first byte already has the right colours. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme(await cookies())
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${mono.variable}`}>
      <body>{children}</body>
    </html>
  )
}
