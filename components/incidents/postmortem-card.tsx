import type { ReactNode } from 'react'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import { needsPostmortem } from '@/lib/incidents/closing'
import type { IncidentDetail, PostmortemRow } from '@/lib/incidents/view'
import { PostmortemBody } from './postmortem-body'
import { PostmortemEditor } from './postmortem-editor'
import { nameOf } from './words'

interface PostmortemCardProps {
  incident: IncidentDetail
  now: Date
  preview: (text: string) => Promise<ReactNode>
  /** Null: the reader may only look. */
  actions: { draft: FormAction; save: FormAction; review: FormAction; publish: FormAction; unpublish: FormAction } | null
}

/** The post-mortem of an incident: drafted from its story, written by people, reviewed, published. */
export function PostmortemCard({ incident, now, preview, actions }: PostmortemCardProps) {
  const { postmortemText: postmortem } = incident
  if (!postmortem) {
    return (
      <Card
        title="There is no post-mortem yet"
        note={
          needsPostmortem(incident.severity)
            ? `A SEV${incident.severity} is resolved once its post-mortem is complete.`
            : 'This severity needs none; what was learned is worth writing down all the same.'
        }
      >
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title="What happened, what it cost, why it was possible, and what was learned: written for whoever has the next one."
          action={
            actions ? (
              <ActionButton action={actions.draft} fields={{ id: incident.id }} variant="primary" pendingLabel="Drafting">
                Draft it from the story
              </ActionButton>
            ) : null
          }
        >
          The draft has the story as a dated list and the figures of the impact ledger, and names nobody.
        </EmptyState>
      </Card>
    )
  }
  const fields = { id: incident.id, version: String(postmortem.version) }
  return (
    <Card
      title={titleOf(postmortem)}
      note={
        <>
          Saved <TimeAgo at={postmortem.updatedAt} now={now} />
          {postmortem.reviewedAt ? `, reviewed by ${nameOf(postmortem.reviewedBy)}` : ''}
          {actions && postmortem.reviewedAt && !postmortem.publishedAt
            ? '. Published, anybody reads what happened, the impact, the causes and the lessons as they stand: also what was written for staff only.'
            : ''}
        </>
      }
      actions={
        actions ? (
          <>
            {postmortem.completeAt && !postmortem.reviewedAt ? (
              <ActionButton action={actions.review} fields={fields} pendingLabel="Reviewing">
                I have reviewed it
              </ActionButton>
            ) : null}
            {postmortem.publishedAt ? (
              <ActionButton action={actions.unpublish} undo={{ action: actions.publish }} fields={fields} pendingLabel="Taking off">
                Take off the status page
              </ActionButton>
            ) : postmortem.reviewedAt ? (
              <ActionButton action={actions.publish} undo={{ action: actions.unpublish }} fields={fields} pendingLabel="Publishing">
                Publish on the status page
              </ActionButton>
            ) : null}
          </>
        ) : null
      }
    >
      {postmortem.lacking.length > 0 ? (
        <div className="mb-5">
          <Banner tone="warning" title="It is not complete yet">
            <ul className="list-disc pl-5">
              {postmortem.lacking.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Banner>
        </div>
      ) : null}
      {!actions ? (
        <PostmortemBody postmortem={postmortem} />
      ) : postmortem.completeAt ? (
        <>
          <PostmortemBody postmortem={postmortem} />
          <Disclosure summary="Edit it" className="mt-6 border-t border-border pt-3" summaryClassName="py-1 text-sm font-medium">
            <div className="pt-3">
              {postmortem.reviewedAt ? <p className="mb-3 text-sm text-text-muted">A change asks for another review.</p> : null}
              <PostmortemEditor incidentId={incident.id} postmortem={postmortem} save={actions.save} preview={preview} />
            </div>
          </Disclosure>
        </>
      ) : (
        <PostmortemEditor incidentId={incident.id} postmortem={postmortem} save={actions.save} preview={preview} />
      )}
    </Card>
  )
}

function titleOf({ completeAt, reviewedAt, publishedAt, lacking }: PostmortemRow): string {
  if (publishedAt) return 'The post-mortem is reviewed and published'
  if (reviewedAt) return 'The post-mortem is reviewed'
  if (completeAt) return 'The post-mortem is complete and waits for a review'
  return `A draft: ${lacking.length === 1 ? 'one thing is' : `${lacking.length} things are`} missing`
}
