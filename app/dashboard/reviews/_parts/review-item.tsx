import Link from 'next/link'
import { Stars } from '@/components/reviews/stars'
import { ActionForm } from '@/components/ui/action-form'
import { Disclosure } from '@/components/ui/disclosure'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import { TimeAgo } from '@/components/ui/time-ago'
import { ANSWER_MAX } from '@/lib/tools/reviews/model'
import type { ReviewRow } from '@/lib/tools/reviews/queries'
import { answer } from '../actions'
import { dueMark } from './words'

/** One review with its answer, or the form for it. */
export function ReviewItem({ review, now, zone, open }: { review: ReviewRow; now: Date; zone: string /** The form stands open. */; open: boolean }) {
  const answered = review.respondedAt !== null
  return (
    <li id={review.id} className="scroll-mt-20 border-b border-border px-4 py-4 last:border-b-0 sm:px-5">
      <article aria-label={`Review of ${review.tool}, ${review.rating} of 5 stars`}>
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
          <Stars rating={review.rating} />
          <Link href={`/dashboard/tools/${review.toolId}`} prefetch={false} className="font-medium hover:underline">
            {review.tool}
          </Link>
          <span className="text-text-muted">
            <TimeAgo at={review.postedAt} now={now} zone={zone} />
          </span>
          <StatusMark {...dueMark(review, now)} className="whitespace-normal sm:ml-auto" />
        </p>
        <p className="mt-2 max-w-[72ch] whitespace-pre-line">{review.body || <span className="text-text-muted">Stars only, without a text.</span>}</p>
        {review.response ? (
          <div className="mt-3 max-w-[72ch] border-l-2 border-border pl-3 text-sm">
            <p className="text-xs text-text-muted">Your answer{review.responseEditedAt ? ', written here' : ', as the platform reports it'}</p>
            <p className="mt-0.5 whitespace-pre-line">{review.response}</p>
          </div>
        ) : null}
        <Disclosure summary={<span className="text-sm">{answered ? 'Change the answer' : 'Answer'}</span>} open={open} className="mt-3">
          <ActionForm action={answer} className="max-w-[72ch] space-y-3 pt-2 pl-6">
            <input type="hidden" name="id" value={review.id} />
            <TextareaField
              name="response"
              label={`Answer to the review of ${review.tool}`}
              hideLabel
              hint={answered ? 'The moment of the first answer stays, so changing it costs no points.' : undefined}
              rows={3}
              required
              maxLength={ANSWER_MAX}
              defaultValue={review.response ?? ''}
            />
            <SubmitButton variant={answered ? 'secondary' : 'primary'} pendingLabel="Saving">
              {answered ? 'Save the answer' : 'Answer'}
            </SubmitButton>
          </ActionForm>
        </Disclosure>
      </article>
    </li>
  )
}
