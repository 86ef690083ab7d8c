import type { Metadata } from 'next'
import { StepList } from '@/components/onboarding/step-list'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { ProgressBar } from '@/components/ui/progress-bar'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { type SetupStatus, setupGroups } from '@/lib/onboarding/model'
import { findSetupStatus } from '@/lib/onboarding/queries'
import { dismiss, resume } from './actions'

export const metadata: Metadata = { title: 'Set-up' }

const groupTitles = { publisher: 'To publish tools', consumer: 'To call tools' }

export default async function SetupPage() {
  const ctx = await requireTenant()
  const status = await readTenant(ctx, (tx) => findSetupStatus(tx, ctx))
  if (!status) {
    return (
      <>
        <PageHeader eyebrow="Set-up" title="There is nothing to set up yet" />
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title="The steps stand here as soon as the platform reports this organization as a publisher or a consumer."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        />
      </>
    )
  }
  return (
    <div className="mx-auto w-full max-w-4xl">
      <PageHeader
        eyebrow="Set-up"
        title={sentence(status)}
        note={
          isOwner(ctx.actor)
            ? 'The list is read anew each time this page opens; what the marketplace reports arrives by itself.'
            : 'Owners of the organization do these steps. The list is read anew each time this page opens.'
        }
        actions={isOwner(ctx.actor) ? <Aside status={status} /> : undefined}
      />
      <ProgressBar
        value={status.done}
        max={status.total}
        tone={status.complete || status.onlyOptionalLeft ? 'good' : 'info'}
        text={`${status.percent} % done`}
      />
      <div className="mt-6 space-y-4">
        {setupGroups.map((group) => {
          const steps = status.steps.filter((step) => step.group === group)
          return steps.length === 0 ? null : (
            <Card key={group} title={groupTitles[group]} note={`${steps.filter((step) => step.state === 'done').length} of ${steps.length} done`} flush>
              <StepList steps={steps} next={status.next} />
            </Card>
          )
        })}
      </div>
    </div>
  )
}

function Aside({ status }: { status: SetupStatus }) {
  if (status.ended === 'dismissed' && !status.complete) {
    return (
      <ActionButton action={resume} size="sm" pendingLabel="Showing">
        Show on the overview again
      </ActionButton>
    )
  }
  return status.onlyOptionalLeft && !status.ended ? (
    <ActionButton action={dismiss} undo={{ action: resume }} size="sm" variant="ghost" pendingLabel="Hiding">
      Leave the rest
    </ActionButton>
  ) : null
}

function sentence({ complete, onlyOptionalLeft, done, total, next, percent }: SetupStatus): string {
  if (complete || !next) return 'Everything is set up'
  if (onlyOptionalLeft) return `Everything works; ${total - done === 1 ? 'one optional step is' : `${total - done} optional steps are`} left`
  return `${percent} % is set up: ${done} of ${total} steps are done. Next: ${lowerFirst(next.title)}`
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !/^(Stripe|API)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
