import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { LinkButton } from '@/components/ui/link-button'
import { SubmitButton } from '@/components/ui/submit-button'
import type { FormAction } from '@/lib/action-result'

interface RuleChannelsProps {
  ruleId: string
  channels: { id: string; name: string }[]
  chosen: readonly string[]
  channelsPath: string
  /** Null: the reader may only look. */
  choose: FormAction | null
}

/** Where a rule's alerts are told. */
export function RuleChannels({ ruleId, channels, chosen, channelsPath, choose }: RuleChannelsProps) {
  if (channels.length === 0) {
    return (
      <Card title="Where it is told" note="Its alerts stand here and on the bell. There is no channel yet that tells them elsewhere.">
        <LinkButton href={channelsPath} size="sm">
          Add a channel
        </LinkButton>
      </Card>
    )
  }
  if (!choose) {
    const names = channels.filter(({ id }) => chosen.includes(id)).map(({ name }) => name)
    return <Card title="Where it is told" note={names.length === 0 ? 'In every channel that takes what names none.' : names.join(', ')} />
  }
  return (
    <Card title="Where it is told" note="None chosen: in every channel that takes what names none.">
      <ActionForm action={choose} className="space-y-3">
        <input type="hidden" name="id" value={ruleId} />
        {channels.map(({ id, name }) => (
          <CheckboxField key={id} name="channel" value={id} label={name} defaultChecked={chosen.includes(id)} />
        ))}
        <SubmitButton variant="secondary" pendingLabel="Saving">
          Save the choice
        </SubmitButton>
      </ActionForm>
    </Card>
  )
}
