import { LinkMail } from './_parts/link-mail'

/** Proves that the new mailbox is read by the person who wants to sign in with it. */
export interface Props {
  url: string
  /** How long the link is good for. */
  minutes: number
}

export const subject = () => 'Confirm your new address for Pulsegrid'

export default function AddressLink({ url, minutes }: Props) {
  return (
    <LinkMail
      preview="The link works once."
      title="Confirm this address"
      text={`You asked to sign in to Pulsegrid with this address. The link works once, for ${minutes} minutes; until then you sign in with the old one.`}
      action="Confirm this address"
      url={url}
      reason="You did not ask for it? Then ignore this mail. Nothing changes without the link."
    />
  )
}

export const previewData: Props = { url: 'http://localhost:3000/confirm-address?token=example', minutes: 15 }
