import type { ReactNode } from 'react'
import { Body, Container, Head, Html, Link, Preview, Text } from 'react-email'
import { darkStyle, light } from './palette'

const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

interface LayoutProps {
  /** What a mail program shows behind the subject. */
  preview: string
  /** Why the reader gets this mail, in a sentence. */
  reason: string
  /** Page on which this kind of mail can be switched off; null for critical mails, which cannot. */
  unsubscribeUrl: string | null
  /** The console's address, for the footer. */
  consoleUrl: string
  /** The figures are those of the simulated marketplace. */
  simulated?: boolean
  children: ReactNode
}

/** What every mail has around its content: a card on a quiet ground, 600 px at most, light and dark. */
export function MailLayout({ preview, reason, unsubscribeUrl, consoleUrl, simulated = false, children }: LayoutProps) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyle}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body
        className="fill-background ink-text"
        style={{ backgroundColor: light('background'), color: light('text'), fontFamily: FONT, margin: 0, padding: 0 }}
      >
        <Container style={{ maxWidth: 600, padding: '24px 12px' }}>
          <Text className="ink-quiet" style={{ color: light('quiet'), fontSize: 13, lineHeight: '20px', fontWeight: 600, margin: '0 12px 12px' }}>
            Pulsegrid{simulated ? ' · simulated data' : ''}
          </Text>
          <Container
            className="fill-surface edge"
            style={{ backgroundColor: light('surface'), border: `1px solid ${light('border')}`, borderRadius: 8, maxWidth: 600, padding: '24px 20px' }}
          >
            {children}
          </Container>
          <Text className="ink-quiet" style={{ color: light('quiet'), fontSize: 12, lineHeight: '18px', margin: '16px 12px 0' }}>
            {reason}{' '}
            {unsubscribeUrl ? (
              <>
                <Link href={unsubscribeUrl} className="ink-quiet" style={{ color: light('quiet'), textDecoration: 'underline' }}>
                  Stop these mails
                </Link>
                {' · '}
              </>
            ) : null}
            <Link href={consoleUrl} className="ink-quiet" style={{ color: light('quiet'), textDecoration: 'underline' }}>
              {consoleUrl.replace(/^https?:\/\//, '')}
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  )
}
