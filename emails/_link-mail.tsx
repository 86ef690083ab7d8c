import { Link } from 'react-email'
import { MailLayout } from './_parts/layout'
import { light } from './_parts/palette'
import { MainButton, Paragraph, Quiet, Title } from './_parts/text'

interface LinkMailProps {
  /** What a mail program shows behind the subject. */
  preview: string
  title: string
  text: string
  action: string
  url: string
  footer: string
}

/** A mail with one thing to do. The address stands in full below the button, for programs that show no buttons. */
export function LinkMail({ preview, title, text, action, url, footer }: LinkMailProps) {
  return (
    <MailLayout preview={preview} reason={footer} unsubscribeUrl={null} consoleUrl={new URL(url).origin}>
      <Title>{title}</Title>
      <Paragraph>{text}</Paragraph>
      <MainButton href={url}>{action}</MainButton>
      <div style={{ height: 20 }} />
      <Quiet>Or copy this address:</Quiet>
      <Quiet>
        <Link href={url} className="ink-quiet" style={{ color: light('quiet'), textDecoration: 'underline', wordBreak: 'break-all' }}>
          {url}
        </Link>
      </Quiet>
    </MailLayout>
  )
}
