import { LinkMail } from './_parts/link-mail'

/** Proves that the mailbox is read by the person who asked to choose a new password. */
export interface Props {
  url: string
  /** How long the link is good for. */
  minutes: number
}

export const subject = () => 'Choose a new password for Pulsegrid'

export default function Verification({ url, minutes }: Props) {
  return (
    <LinkMail
      preview="The link works once."
      title="Choose a new password"
      text={`Somebody asked for a new password for your account. This link works once, for ${minutes} minutes. Choosing a new password signs you out everywhere.`}
      action="Choose a new password"
      url={url}
      reason="You did not ask for it? Then ignore this mail. Your password stays as it is."
    />
  )
}

export const previewData: Props = { url: 'http://localhost:3000/reset-password?token=example', minutes: 15 }
