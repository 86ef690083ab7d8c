import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, TextLink, Title } from './_parts/text'

/** To the address that somebody wants to replace: what was asked for, and what to do if it was not them. */
export interface Props {
  /** The list of sessions. */
  url: string
  passwordUrl: string
  /** How long the link to the new address is good for. */
  minutes: number
}

export const subject = () => 'Somebody asked to change your address for Pulsegrid'

export default function AddressNotice({ url, passwordUrl, minutes }: Props) {
  return (
    <MailLayout
      preview="If it was you, there is nothing to do."
      reason="You get this mail because it is about how you sign in; it cannot be switched off."
      unsubscribeUrl={null}
      consoleUrl={new URL(url).origin}
    >
      <Title>Was it you?</Title>
      <Paragraph>
        Somebody who is signed in as you and knows your password asked to sign in with another address instead of this one. It changes when the link in the mail
        to the new address is opened, within {minutes} minutes.
      </Paragraph>
      <Paragraph>
        If it was you, there is nothing to do. If not, end every session that you do not know and <TextLink href={passwordUrl}>choose a new password</TextLink>{' '}
        at once, then tell an administrator.
      </Paragraph>
      <MainButton href={url}>See where you are signed in</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  url: 'http://localhost:3000/dashboard/settings/security#sessions',
  passwordUrl: 'http://localhost:3000/forgot-password',
  minutes: 15,
}
