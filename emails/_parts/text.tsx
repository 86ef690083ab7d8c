import type { ReactNode } from 'react'
import { Button, Heading, Link, Text } from 'react-email'
import { light } from './palette'

/** The first line of a mail: the state, in words. */
export function Title({ children }: { children: ReactNode }) {
  return (
    <Heading as="h1" className="ink-text" style={{ color: light('text'), fontSize: 20, lineHeight: '28px', fontWeight: 600, margin: '0 0 8px' }}>
      {children}
    </Heading>
  )
}

export function SectionTitle({ children }: { children: ReactNode }) {
  return (
    <Heading as="h2" className="ink-text" style={{ color: light('text'), fontSize: 15, lineHeight: '22px', fontWeight: 600, margin: '28px 0 10px' }}>
      {children}
    </Heading>
  )
}

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="ink-text" style={{ color: light('text'), fontSize: 15, lineHeight: '23px', margin: '0 0 12px' }}>
      {children}
    </Text>
  )
}

export function Quiet({ children }: { children: ReactNode }) {
  return (
    <Text className="ink-quiet" style={{ color: light('quiet'), fontSize: 13, lineHeight: '20px', margin: '2px 0 0' }}>
      {children}
    </Text>
  )
}

export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="ink-accent" style={{ color: light('accent'), fontWeight: 600, textDecoration: 'none' }}>
      {children}
    </Link>
  )
}

/** The one next step of a mail. */
export function MainButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button
      href={href}
      className="fill-accent ink-onAccent"
      style={{
        backgroundColor: light('accent'),
        borderRadius: 6,
        color: light('onAccent'),
        fontSize: 15,
        fontWeight: 600,
        lineHeight: '22px',
        marginTop: 24,
        padding: '10px 18px',
        textDecoration: 'none',
      }}
    >
      {children}
    </Button>
  )
}
