import { Link, Text } from 'react-email'
import { MailLayout } from './layout'
import { light } from './palette'
import { MainButton, Paragraph, Title } from './text'

interface LinkMailProps {
  /** What a mail program shows behind the subject. */
  preview: string
  title: string
  text: string
  action: string
  url: string
  /** What this mail means for who did not expect it. */
  reason: string
}

/** A mail with one thing to do. The address stands in full below the button, for programs that show no buttons. */
export function LinkMail({ preview, title, text, action, url, reason }: LinkMailProps) {
  return (
    <MailLayout preview={preview} reason={reason} unsubscribeUrl={null} consoleUrl={new URL(url).origin}>
      <Title>{title}</Title>
      <Paragraph>{text}</Paragraph>
      <MainButton href={url}>{action}</MainButton>
      <Text className="ink-quiet" style={{ color: light('quiet'), fontSize: 13, lineHeight: '20px', margin: '24px 0 0' }}>
        Or copy this link:
        <br />
        <Link href={url} className="ink-quiet" style={{ color: light('quiet'), wordBreak: 'break-all' }}>
          {url}
        </Link>
      </Text>
    </MailLayout>
  )
}
