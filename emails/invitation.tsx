import { LinkMail } from './_parts/link-mail'

/** Asks somebody to join an organization or the staff of the platform. */
export interface Props {
  inviterName: string
  /** Null: an invitation to the staff. */
  organizationName: string | null
  /** What the person will be, in words: "owner", "member", "admin". */
  role: string
  url: string
  days: number
}

export const subject = ({ organizationName }: Props) => (organizationName ? `Join ${organizationName} on Pulsegrid` : 'Join the staff on Pulsegrid')

export default function Invitation({ inviterName, organizationName, role, url, days }: Props) {
  const target = organizationName ? `${organizationName} on Pulsegrid` : 'the platform staff on Pulsegrid'
  return (
    <LinkMail
      preview={`${inviterName} invited you as ${withArticle(role)}.`}
      title={`Join ${target}`}
      text={`${inviterName} invited you to join ${target} as ${withArticle(role)}. The invitation is for this address only and is good for ${days} days.`}
      action="See the invitation"
      url={url}
      reason="You do not know what this is about? Then ignore this mail."
    />
  )
}

function withArticle(role: string): string {
  return `${/^[aeiou]/i.test(role) ? 'an' : 'a'} ${role}`
}

export const previewData: Props = {
  inviterName: 'Ada Marsh',
  organizationName: 'Northwind Tools',
  role: 'member',
  url: 'http://localhost:3000/invitation/example',
  days: 7,
}
