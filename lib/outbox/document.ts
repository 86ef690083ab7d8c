export const mailThemes = ['light', 'dark'] as const
export type MailTheme = (typeof mailThemes)[number]

/**
 * A mail's html as a page shows it in a frame: in the theme that is asked for instead of the
 * reader's own, with links that open a new tab (a frame has nowhere else to go).
 */
export function mailDocument(html: string, theme: MailTheme): string {
  const query = theme === 'dark' ? '@media all' : '@media not all'
  return html
    .replaceAll(/@media\s*\(prefers-color-scheme:\s*dark\)/g, query)
    .replace(/<head\b[^>]*>/, (head) => `${head}<base target="_blank"><style>:root{color-scheme:${theme} !important}</style>`)
}

/**
 * What the frame of such a document may do. Scripts could run for all it says, so that checkers of
 * accessibility can look inside; the policy below lets none of the document's own through.
 */
export const mailDocumentSandbox = 'allow-scripts allow-popups allow-popups-to-escape-sandbox'

/**
 * Headers of such a document: it may style itself and open links, nothing else. No script of it runs,
 * nothing is loaded, and its origin is nobody's, whatever a mail's content holds.
 */
export const mailDocumentHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox ${mailDocumentSandbox}`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
