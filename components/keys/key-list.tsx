import type { FormAction } from '@/lib/action-result'
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

/** Older keys cost points in the security dimension (lib/scores). */
const OLD_AFTER_DAYS = 90

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
}

/** The live keys, oldest first, each with what may be done to it. */
export function KeyList({ keys, now, zone, actions }: KeyListProps) {
  return (
    <ul>
      {keys.map((key) => {
        const ageDays = Math.floor((now.getTime() - key.issuedAt.getTime()) / DAY)
        const open = key.ipAllowlist.length === 0
        return (
          <li key={key.id} className="space-y-3 border-b border-border px-4 py-4 last:border-b-0 sm:px-5">
            <div className="flex flex-wrap items-center gap-2">
              <p className="font-medium">{key.name}</p>
              <Tag mono>{key.prefix}…</Tag>
              {key.origin === 'reported' ? <Tag>reported by the platform</Tag> : null}
              {ageDays > OLD_AFTER_DAYS ? <Badge tone="warning">{ageDays} days old</Badge> : null}
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
                This is a key of the platform itself. Rotate it and set its addresses there; the new state arrives here by itself.
              </p>
            ) : actions ? (
              <div className="space-y-2">
                <Disclosure summary="Rotate" summaryClassName="text-sm">
                  <div className="pt-3 pl-6">
                    <RotateKeyForm action={actions.rotate} id={key.id} />
                  </div>
                </Disclosure>
                <Disclosure summary="Change the allowed addresses" summaryClassName="text-sm">
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
