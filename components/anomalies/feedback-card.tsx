import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import type { FormAction } from '@/lib/action-result'
import { MAX_NOTE } from '@/lib/anomalies/stories/feedback'
import type { StoryView } from '@/lib/anomalies/view'

interface FeedbackCardProps {
  story: StoryView
  /** What the page's own actions file offers; decided by the field `decision`. */
  judge: FormAction
  /** False for who may only look. */
  mayJudge: boolean
  now: Date
  zone: string
}

/** Was this real? One answer a story, which can be taken back; the detectors learn from it. */
export function FeedbackCard({ story, judge, mayJudge, now, zone }: FeedbackCardProps) {
  const said = saidOf(story)
  return (
    <Card
      id="feedback"
      title={said ? 'What was said of it' : 'Was this real?'}
      note={said ? undefined : 'The answer counts in the report card: a detector that is rarely believed asks for more evidence.'}
    >
      {said ? (
        <div className="space-y-3">
          <p>
            <StatusMark {...said} />{' '}
            {story.feedback.at ? (
              <span className="text-sm text-text-muted">
                <TimeAgo at={story.feedback.at} now={now} zone={zone} />
              </span>
            ) : null}
          </p>
          {story.feedback.note ? <p className="text-sm break-words text-text-muted">{story.feedback.note}</p> : null}
          {mayJudge ? (
            <ActionForm action={judge}>
              <input type="hidden" name="storyId" value={story.id} />
              <input type="hidden" name="decision" value="undo" />
              <SubmitButton variant="secondary" pendingLabel="Taking back">
                Take it back
              </SubmitButton>
            </ActionForm>
          ) : null}
        </div>
      ) : mayJudge ? (
        <ActionForm action={judge} className="space-y-3">
          <input type="hidden" name="storyId" value={story.id} />
          <TextareaField name="note" label="Note" hint="What it was, for whoever reads this later." optional maxLength={MAX_NOTE} rows={2} />
          <div className="flex flex-wrap gap-2">
            <SubmitButton name="decision" value="confirm" variant="secondary">
              This was real
            </SubmitButton>
            <SubmitButton name="decision" value="false_positive" variant="secondary">
              False alarm
            </SubmitButton>
            <SubmitButton name="decision" value="dismiss" variant="ghost">
              Dismiss
            </SubmitButton>
          </div>
          <p className="text-sm text-text-muted">A false alarm or a dismissed story is closed at once. Dismissing says nothing about whether it was real.</p>
        </ActionForm>
      ) : (
        <p className="text-sm text-text-muted">Nobody has answered yet.</p>
      )}
    </Card>
  )
}

function saidOf({ state, confirmed }: StoryView): { tone: Tone; label: string } | null {
  if (state === 'false_positive') return { tone: 'neutral', label: 'A false alarm' }
  if (state === 'dismissed') return { tone: 'neutral', label: 'Dismissed' }
  return confirmed ? { tone: 'good', label: 'This was real' } : null
}
