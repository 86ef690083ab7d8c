import { Section } from 'react-email'
import { light } from './palette'
import { Quiet, TextLink } from './text'

interface LinkedItemProps {
  title: string
  detail: string
  href: string
  /** No line above the first of a list. */
  first: boolean
}

/** A thing that leads to its page, with a quiet line about it; one of a list. */
export function LinkedItem({ title, detail, href, first }: LinkedItemProps) {
  return (
    <Section className="edge" style={{ fontSize: 15, lineHeight: '22px', padding: '10px 0', ...(first ? {} : { borderTop: `1px solid ${light('border')}` }) }}>
      <TextLink href={href}>{title}</TextLink>
      <Quiet>{detail}</Quiet>
    </Section>
  )
}
