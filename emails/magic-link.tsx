import { LinkMail } from './_parts/link-mail'

/** The link that signs somebody in. It opens a page with a button: mail scanners follow links, they do not press buttons. */
export interface Props {
  url: string
  /** How long the link is good for. */
  minutes: number
}

export const subject = () => 'Your link to sign in to Pulsegrid'

export default function MagicLink({ url, minutes }: Props) {
  return (
    <LinkMail
      preview="Open the link and press Sign in."
      title="Sign in to Pulsegrid"
      text={`Open this link in the browser in which you want to be signed in. It works once, for ${minutes} minutes.`}
      action="Open the sign-in page"
      url={url}
      reason="You did not ask for it? Then ignore this mail. Nobody gets in without the link."
    />
  )
}

export const previewData: Props = { url: 'http://localhost:3000/sign-in/link?token=example', minutes: 15 }
