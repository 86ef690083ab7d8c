import { type MailTheme, mailDocumentSandbox } from '@/lib/outbox/document'

/** A mail's html in a frame without an origin; the document's own headers let no script run. */
export function MailFrame({ src, theme, width, title }: { src: string; theme: MailTheme; width?: number; title: string }) {
  return (
    <iframe
      src={`${src}?theme=${theme}`}
      title={title}
      sandbox={mailDocumentSandbox}
      className="h-[70dvh] w-full rounded-md border border-border bg-surface"
      style={width ? { maxWidth: width + 2 } : undefined}
    />
  )
}
