import { LinkMail } from './_parts/link-mail'

/** To an address that somebody entered on the status page: nothing comes before this was confirmed. */
export interface Props {
  pageName: string
  /** It is subscribed already: the link leads to its subscription. */
  known: boolean
  url: string
  /** How long the link is good for. */
  days: number
}

export const subject = ({ pageName, known }: Props) => (known ? `You are subscribed to ${pageName} status` : `Confirm that ${pageName} status may write to you`)

export default function StatusConfirm({ pageName, known, url, days }: Props) {
  return (
    <LinkMail
      preview={known ? 'Nothing has changed.' : 'You are told of incidents and planned maintenance after it.'}
      title={known ? 'You are subscribed already' : 'Do you want to be told?'}
      text={
        known
          ? `Somebody entered this address on the status page of ${pageName}. It is subscribed already, and nothing has changed. Here you choose the systems that you are told of, or end it.`
          : `Somebody entered this address on the status page of ${pageName}, to be told of incidents and planned maintenance. The link is good for ${days} days.`
      }
      action={known ? 'See the subscription' : 'Yes, tell me'}
      url={url}
      reason={
        known ? 'You did not ask for it? Then ignore this mail.' : 'You did not ask for it? Then ignore this mail. Without the link you are told nothing.'
      }
    />
  )
}

export const previewData: Props = { pageName: 'Northwind', known: false, url: 'http://localhost:3000/status/confirm?token=example', days: 7 }
