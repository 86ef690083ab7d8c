import { Disclosure } from '@/components/ui/disclosure'
import { TextareaField } from '@/components/ui/textarea-field'
import { type Whole, WholeLink } from '@/components/ui/whole'
import { type Coverage, coverages } from '@/lib/incidents/model'
import { ProviderField } from './provider-field'
import { ToolChoice } from './tool-choice'
import type { Choices } from './use-choices'

/** What each coverage does, for whoever chooses it. */
export const coverageChoices: Record<Coverage, { label: string; does: string }> = {
  none: { label: 'Nothing', does: 'Failed calls stay charged to whom they are charged to; no clock stops and no mail waits.' },
  everything: {
    label: 'Everything',
    does: 'Every failed call since it began is ours: taken out of all publishers’ scores. The clocks of all quality gates stand still. While it is a SEV1 or SEV2, mails that would be out of place wait for everybody.',
  },
  some: {
    label: 'Some routes and tools',
    does: 'The same for these alone: their failed calls are ours, the gates of their publishers stand still, and (SEV1, SEV2) mails wait for those who publish or call them.',
  },
  provider: {
    label: 'A provider',
    does: 'Failed calls of tools that depend on this provider are the provider’s: taken out of their publishers’ scores, gates stand still, and (SEV1, SEV2) mails wait for whoever it touches.',
  },
}

interface CoverageFieldsProps {
  coverage: Coverage
  routes: readonly string[]
  tools: readonly { id: string; name: string }[]
  provider: string | null
  /** Tools and providers; null: fetched when they come into sight. */
  choices: Choices | null
  whole: Whole
}

/** Whose failures the incident explains, and what follows from that. Which fields belong to the choice is a matter of style sheets. */
export function CoverageFields({ coverage, routes, tools, provider, choices, whole }: CoverageFieldsProps) {
  return (
    <div id="coverage" className="group/coverage space-y-4">
      <fieldset className="space-y-2.5">
        <legend className="mb-1.5 text-sm font-medium">Whose failures does it explain</legend>
        {coverages.map((value) => (
          <label key={value} className="flex items-start gap-2.5">
            <input type="radio" name="coverage" value={value} defaultChecked={value === coverage} className="mt-0.5 size-4 shrink-0 pointer-coarse:size-6" />
            <span className="min-w-0">
              {coverageChoices[value].label}
              <span className="block max-w-[68ch] text-sm text-text-muted">{coverageChoices[value].does}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="hidden space-y-4 group-has-[input[value=some]:checked]/coverage:block">
        <TextareaField
          name="routes"
          label="Routes"
          optional
          rows={3}
          hint="One a line, as your calls name them: /v1/search"
          defaultValue={routes.join('\n')}
          className="font-mono"
          spellCheck={false}
        />
        <Disclosure
          summary={tools.length === 0 ? 'Tools' : tools.length === 1 ? 'Tools (1 chosen)' : `Tools (${tools.length} chosen)`}
          summaryClassName="py-1 text-sm font-medium"
          open={tools.length > 0}
        >
          <ToolChoice chosen={tools} choices={choices} />
          <WholeLink whole={whole} place="coverage" className="py-2">
            List all tools
          </WholeLink>
        </Disclosure>
      </div>
      <div className="hidden group-has-[input[value=provider]:checked]/coverage:block">
        <ProviderField provider={provider} choices={choices} />
      </div>
    </div>
  )
}
