import type { ReactElement } from 'react'
import { render, toPlainText } from 'react-email'
import type { RenderedMail } from './model'

/**
 * Both parts of a mail from one element, so that text and html can never say different things.
 * Images are left out of the text; links keep their address.
 */
export async function renderMail(element: ReactElement): Promise<Omit<RenderedMail, 'subject'>> {
  const html = await render(element)
  return { html, text: toPlainText(html, { wordwrap: 78 }) }
}
