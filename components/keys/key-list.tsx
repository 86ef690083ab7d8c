import type { FormAction } from '@/lib/action-result'
import { keyConcerns } from '@/lib/auth/keys/concerns'
import type { KeyAction } from '@/lib/auth/keys/key-state'
import { formatDate } from '@/lib/format'
import { DAY } from '@/lib/time'
import { ActionForm } from '../ui/action-form'
import { Badge } from '../ui/badge'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Disclosure } from '../ui/disclosure'
import { KeyValue } from '../ui/key-value'
import { SubmitButton } from '../ui/submit-button'
import { Tag } from '../ui/tag'
import { TextareaField } from '../ui/textarea-field'
import { TimeAgo } from '../ui/time-ago'
import { RotateKeyForm } from './rotate-key-form'
import { scopeLabels } from './scope-labels'

interface ListedKey {
  id: string
  origin: 'issued' | 'reported'
  name: string
  prefix: string
  scopes: string[]
  ipAllowlist: string[]
  issuedAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
}

interface KeyListProps {
  keys: ListedKey[]
  now: Date
  zone: string
  /** Null: the reader may look only. */
  actions: { rotate: KeyAction; revoke: FormAction; setAllowlist: FormAction } | null
  /** What the reader came to do: the form for it stands open at each key. */
  task?: 'rotate' | 'allowlist' | null
}

/** The live keys, oldest first, each with what may be done to it. */
export function KeyList({ keys, now, zone, actions, task = null }: KeyListProps) {
  return (
    <ul>
      {keys.map((key) => {
        const ageDays = Math.floor((now.getTime() - key.issuedAt.getTime()) / DAY)
        const { open, old, ending } = keyConcerns(key, now)
        return (
          <li key={key.id} className="space-y-3 border-b border-border px-4 py-4 last:border-b-0 sm:px-5">
            <div className="flex flex-wrap items-center gap-2">
              <p className="font-medium">{key.name}</p>
              <Tag mono>{key.prefix}…</Tag>
              {key.origin === 'reported' ? <Tag>reported by the platform</Tag> : null}
              {old ? <Badge tone="warning">{ageDays} days old</Badge> : null}
              {ending ? <Badge tone="info">ends within the week</Badge> : null}
              {open ? <Badge tone="warning">works from anywhere</Badge> : null}
            </div>
            <KeyValue
              columns={4}
              items={[
                { label: 'Issued', value: <TimeAgo at={key.issuedAt} now={now} zone={zone} /> },
                { label: 'Last used', value: <TimeAgo at={key.lastUsedAt} now={now} zone={zone} /> },
                { label: 'Ends', value: key.expiresAt ? formatDate(key.expiresAt, zone) : 'not by itself' },
                { label: 'Addresses', value: open ? 'all' : <span className="font-mono text-xs">{key.ipAllowlist.join(', ')}</span> },
              ]}
            />
            {key.scopes.length > 0 ? <p className="text-sm text-text-muted">May: {key.scopes.map((scope) => label(scope)).join(', ')}.</p> : null}
            {key.origin === 'reported' ? (
              <p className="text-sm text-text-muted">
                The marketplace issued this key and reports its age and addresses; its secret was never here. Rotate it and set its addresses in the
                marketplace’s own key settings. This console cannot change it; the new state arrives by itself and counts from the next calculation on.
              </p>
            ) : actions ? (
              <div className="space-y-2">
                <Disclosure summary="Rotate" summaryClassName="text-sm" open={task === 'rotate'}>
                  <div className="pt-3 pl-6">
                    <RotateKeyForm action={actions.rotate} id={key.id} />
                  </div>
                </Disclosure>
                <Disclosure summary="Change the allowed addresses" summaryClassName="text-sm" open={task === 'allowlist'}>
                  <ActionForm action={actions.setAllowlist} className="max-w-96 space-y-3 pt-3 pl-6">
                    <input type="hidden" name="id" value={key.id} />
                    <TextareaField
                      name="ipAllowlist"
                      label="Allowed addresses"
                      hint="One a line: an address or a range like 203.0.113.0/24. Empty: the key works from anywhere."
                      rows={3}
                      defaultValue={key.ipAllowlist.join('\n')}
                      spellCheck={false}
                      className="font-mono"
                    />
                    <SubmitButton variant="secondary" pendingLabel="Saving">
                      Save
                    </SubmitButton>
                  </ActionForm>
                </Disclosure>
                <ConfirmDialog
                  trigger={{ label: 'Revoke', size: 'sm' }}
                  title={`Revoke the key ${key.name}?`}
                  consequence="Whatever uses it is refused from now on. It cannot be brought back."
                  phrase={key.name}
                  action={actions.revoke}
                  fields={{ id: key.id, name: key.name }}
                  confirmLabel="Revoke the key"
                  pendingLabel="Revoking"
                />
              </div>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

function label(scope: string): string {
  const known = Object.entries(scopeLabels).find(([name]) => name === scope)
  return known ? known[1].label.toLowerCase() : scope
}
