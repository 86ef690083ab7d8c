import type { SetupStep } from '@/lib/onboarding/model'
import { LinkButton } from '../ui/link-button'
import { StatusMark } from '../ui/status-mark'
import { Tag } from '../ui/tag'

/** Steps of the set-up, each with its state, what it is good for, and the way to the control that does it. */
export function StepList({ steps, next }: { steps: SetupStep[]; next: SetupStep | null }) {
  return (
    <ol className="divide-y divide-border">
      {steps.map((step) => (
        <li key={step.id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-4 sm:px-5">
          <div className="min-w-0 flex-1 basis-64">
            <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <StatusMark
                tone={step.state === 'done' ? 'good' : step === next ? 'warning' : 'neutral'}
                label={step.state === 'done' ? 'Done' : step === next ? 'Next' : 'Open'}
                className="w-full text-sm sm:w-16"
              />
              <span className="font-medium">{step.title}</span>
              {step.optional ? <Tag>optional</Tag> : null}
              {step.elsewhere && step.state === 'open' ? <Tag>done at the marketplace</Tag> : null}
            </p>
            <p className="mt-1 max-w-[68ch] text-sm sm:pl-[4.625rem]">{step.detail}</p>
            {step.state === 'open' ? <p className="mt-0.5 max-w-[68ch] text-sm text-text-muted sm:pl-[4.625rem]">{step.why}</p> : null}
          </div>
          {step.state === 'open' ? (
            <LinkButton href={step.href} size="sm" variant={step === next ? 'primary' : 'secondary'}>
              {step.action}
              <span className="sr-only">: {step.title}</span>
            </LinkButton>
          ) : null}
        </li>
      ))}
    </ol>
  )
}
