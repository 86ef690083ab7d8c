import type { ReactNode } from 'react'
import { ActionForm } from '@/components/ui/action-form'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import type { FormAction } from '@/lib/action-result'
import type { PostmortemRow } from '@/lib/incidents/view'
import { HeldVersion } from './held-version'
import { MarkdownField } from './markdown-field'

interface PostmortemEditorProps {
  incidentId: string
  /** Null: none is kept yet. */
  postmortem: PostmortemRow | null
  save: FormAction
  /** Shows Markdown as it will be read. */
  preview: (text: string) => Promise<ReactNode>
}

const questions = ['Why did it happen', 'Why was that so', 'And why that', 'And why that', 'And why that, at the root']

/** What happened, what it cost, why, and what was learned. */
export function PostmortemEditor({ incidentId, postmortem, save, preview }: PostmortemEditorProps) {
  const dollars = postmortem?.revenueMicros === null || postmortem?.revenueMicros === undefined ? '' : String(postmortem.revenueMicros / 1_000_000)
  return (
    <ActionForm action={save} className="space-y-6">
      <input type="hidden" name="id" value={incidentId} />
      <HeldVersion version={postmortem?.version ?? 0} what="this post-mortem" />
      <MarkdownField name="whatHappened" label="What happened" rows={12} maxLength={50_000} value={postmortem?.whatHappened ?? ''} preview={preview} />
      <fieldset className="space-y-3">
        <legend className="text-sm font-medium">Impact</legend>
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField name="usersAffected" label="Users affected" type="number" min={0} step={1} defaultValue={postmortem?.usersAffected ?? ''} />
          <TextField name="minutes" label="Minutes" type="number" min={0} step={1} defaultValue={postmortem?.minutes ?? ''} />
          <TextField name="revenue" label="Revenue, US dollars" type="number" min={0} step="any" defaultValue={dollars} />
        </div>
        <MarkdownField name="impact" label="In words" optional rows={3} maxLength={10_000} value={postmortem?.impact ?? ''} preview={preview} />
      </fieldset>
      <fieldset className="space-y-3">
        <legend className="text-sm font-medium">Five whys</legend>
        <p className="max-w-[68ch] text-sm text-text-muted">
          Each answers the one before it. Ask what made it possible, not who did it. At least three, or it is a symptom.
        </p>
        {questions.map((question, index) => (
          <TextareaField
            key={String(index + 1)}
            name="why"
            label={`${index + 1}. ${question}`}
            rows={2}
            maxLength={1000}
            defaultValue={postmortem?.whys[index] ?? ''}
            className="field-sizing-content"
          />
        ))}
      </fieldset>
      <MarkdownField name="rootCause" label="Root cause" rows={3} maxLength={10_000} value={postmortem?.rootCause ?? ''} preview={preview} />
      <MarkdownField name="lessons" label="What was learned" rows={4} maxLength={20_000} value={postmortem?.lessons ?? ''} preview={preview} />
      <SubmitButton pendingLabel="Saving">Save the post-mortem</SubmitButton>
    </ActionForm>
  )
}
