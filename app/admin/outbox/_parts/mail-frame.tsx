import type { MailTheme } from '@/lib/outbox/document'

/** A mail's html in a frame that runs no scripts and has no origin. */
export function MailFrame({ src, theme, width, title }: { src: string; theme: MailTheme; width?: number; title: string }) {
  return (
    <iframe
      src={`${src}?theme=${theme}`}
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      className="h-[70dvh] w-full rounded-md border border-border bg-surface"
      style={width ? { maxWidth: width + 2 } : undefined}
    />
  )
}
