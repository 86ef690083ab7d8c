import { Body, Button, Container, Head, Heading, Html, Link, Preview, Text } from 'react-email'

const ink = '#16181d'
const quiet = '#5b616e'
const font = { fontFamily: "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" }

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
    <Html lang="en">
      <Head />
      <Preview>{preview}</Preview>
      <Body style={{ ...font, backgroundColor: '#ffffff', color: ink, margin: 0 }}>
        <Container style={{ maxWidth: 520, padding: '32px 24px' }}>
          <Heading as="h1" style={{ fontSize: 20, lineHeight: '28px', fontWeight: 600, margin: '0 0 16px' }}>
            {title}
          </Heading>
          <Text style={{ fontSize: 15, lineHeight: '22px', margin: '0 0 24px' }}>{text}</Text>
          <Button
            href={url}
            style={{ backgroundColor: ink, color: '#ffffff', borderRadius: 6, fontSize: 15, fontWeight: 500, padding: '11px 18px', textDecoration: 'none' }}
          >
            {action}
          </Button>
          <Text style={{ fontSize: 13, lineHeight: '20px', color: quiet, margin: '24px 0 0' }}>
            Or copy this address:
            <br />
            <Link href={url} style={{ color: quiet, wordBreak: 'break-all' }}>
              {url}
            </Link>
          </Text>
          <Text style={{ fontSize: 13, lineHeight: '20px', color: quiet, margin: '24px 0 0' }}>{footer}</Text>
        </Container>
      </Body>
    </Html>
  )
}
