import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/action-result'
import { ActionButton } from '../ui/action-button'
import { Card } from '../ui/card'
import { Tag } from '../ui/tag'
import { TimeAgo } from '../ui/time-ago'
import { describeBrowser } from './describe-browser'

interface SessionsCardProps {
  sessions: { id: string; startedAt: Date; ipAddress: string | null; userAgent: string | null }[]
  currentId: string
  now: Date
  zone?: string
  revoke: FormAction
  revokeOthers: FormAction
  /** More to do with the list as a whole. */
  footer?: ReactNode
}

/** Where the person is signed in, and how to end it. A session ends at once, and after two weeks by itself. */
export function SessionsCard({ sessions, currentId, now, zone, revoke, revokeOthers, footer }: SessionsCardProps) {
  return (
    <Card
      id="sessions"
      title={sessions.length === 1 ? 'You are signed in here only' : `You are signed in at ${sessions.length} places`}
      note="A session ends two weeks after signing in. If you do not know one of them, end it and change your password."
      actions={
        sessions.length > 1 ? (
          <ActionButton action={revokeOthers} pendingLabel="Ending">
            End all others
          </ActionButton>
        ) : null
      }
      flush
    >
      <ul>
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {describeBrowser(session.userAgent)}
                {session.id === currentId ? <Tag>this browser</Tag> : null}
              </p>
              <p className="text-sm text-text-muted">
                {session.ipAddress ? <span className="font-mono">{session.ipAddress}</span> : 'Unknown address'} · signed in{' '}
                <TimeAgo at={session.startedAt} now={now} zone={zone} />
              </p>
            </div>
            {session.id === currentId ? null : (
              <ActionButton action={revoke} fields={{ sessionId: session.id }} size="sm" variant="danger" pendingLabel="Ending">
                End session
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {footer ? <div className="border-t border-border px-4 py-3 sm:px-5">{footer}</div> : null}
    </Card>
  )
}
