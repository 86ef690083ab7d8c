import type { FormAction } from '@/lib/action-result'
import type { SetupStatus } from '@/lib/onboarding/model'
import { ActionButton } from '../ui/action-button'
import { Card } from '../ui/card'
import { LinkButton } from '../ui/link-button'
import { ProgressBar } from '../ui/progress-bar'

interface SetupTileProps {
  status: SetupStatus
  /** Puts the optional rest aside and takes it up again; null for who may not decide that. */
  putAside: { dismiss: FormAction; resume: FormAction } | null
}

/** How far the set-up is and what comes next; shows nothing once it is complete or put aside. */
export function SetupTile({ status, putAside }: SetupTileProps) {
  const { next, done, total, percent, onlyOptionalLeft, ended } = status
  if (!next || ended) return null
  return (
    <Card
      id="setup"
      title={onlyOptionalLeft ? 'Everything works; what is left to set up is optional' : `Set up: ${done} of ${total} steps are done`}
      actions={
        <>
          {onlyOptionalLeft && putAside ? (
            <ActionButton action={putAside.dismiss} undo={{ action: putAside.resume }} size="sm" variant="ghost" pendingLabel="Hiding">
              Hide this
            </ActionButton>
          ) : null}
          <LinkButton href="/dashboard/setup" size="sm">
            All steps
          </LinkButton>
        </>
      }
    >
      <ProgressBar value={done} max={total} tone={onlyOptionalLeft ? 'good' : 'info'} text={`${percent} % done`} />
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="font-medium">Next: {next.title}</p>
          <p className="mt-0.5 max-w-[68ch] text-sm text-text-muted">{next.why}</p>
        </div>
        <LinkButton href={next.href} size="sm">
          {next.action}
        </LinkButton>
      </div>
    </Card>
  )
}
