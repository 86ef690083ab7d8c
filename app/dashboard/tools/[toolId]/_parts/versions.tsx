import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { Tag } from '@/components/ui/tag'
import { TextareaField } from '@/components/ui/textarea-field'
import { formatDate } from '@/lib/format'
import { isSemver } from '@/lib/scores/facts/semver'
import { CHANGELOG_MAX, changelogIsOurs } from '@/lib/tools/versions/model'
import { writeChangelog } from '../actions'
import type { ToolPage } from './load-tool'

type Version = ToolPage['versions'][number]

/** Versions with their changelog, newest first; the newest is the one that the score looks at. */
export function Versions({ page, mayChange }: { page: ToolPage; mayChange: boolean }) {
  const { versions, zone } = page
  const [newest] = versions
  return (
    <Card
      id="versions"
      title={newest ? titleOf(newest) : 'No versions reported'}
      note={newest ? 'Newest first; releases are marked in the charts.' : undefined}
    >
      {newest ? (
        <ul className="space-y-4 text-sm">
          {versions.map((version) => (
            <li key={version.id}>
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Tag mono>{version.version}</Tag>
                <span className="text-text-muted">{formatDate(version.releasedAt, zone)}</span>
                {isSemver(version.version) ? null : <StatusMark tone="warning" label="Not MAJOR.MINOR.PATCH" />}
                {version.changelog.trim() === '' ? <StatusMark tone="warning" label="No changelog" /> : null}
              </p>
              {version.changelog.trim() === '' ? null : <p className="mt-1 max-w-[68ch] whitespace-pre-line">{version.changelog}</p>}
              {mayChange && changelogIsOurs(version) ? <ChangelogForm toolId={page.tool.id} version={version} open={version === newest} /> : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-text-muted">
          Versions with semantic numbers and a changelog tell consumers what changed, and count in the score. The platform reports them with each release.
        </p>
      )}
      {newest && !isSemver(newest.version) ? (
        <p className="mt-4 max-w-[68ch] text-sm text-text-muted">
          The number of a version is the platform’s fact: publish the next release as MAJOR.MINOR.PATCH, for example 1.0.0, and it counts from then on.
        </p>
      ) : null}
    </Card>
  )
}

function titleOf({ version, changelog }: Version): string {
  const numbered = isSemver(version)
  const told = changelog.trim() !== ''
  if (numbered && told) return `${version} is a semantic version with a changelog`
  if (numbered) return `${version} does not say what changed`
  return told ? `${version} is not a semantic version` : `${version} is neither a semantic version nor says what changed`
}

function ChangelogForm({ toolId, version, open }: { toolId: string; version: Version; open: boolean }) {
  const written = version.changelog.trim() !== ''
  return (
    <Disclosure summary={written ? 'Change what you wrote here' : 'Write what changed'} open={open && !written} className="mt-1">
      <ActionForm action={writeChangelog} className="max-w-[68ch] space-y-3 pt-2 pl-6">
        <input type="hidden" name="id" value={version.id} />
        <input type="hidden" name="toolId" value={toolId} />
        <TextareaField
          name="changelog"
          label={`What changed in ${version.version}`}
          hint="It stays until the platform reports a changelog of its own for this version."
          rows={4}
          required
          maxLength={CHANGELOG_MAX}
          defaultValue={version.changelog}
        />
        <SubmitButton variant="secondary" pendingLabel="Saving">
          Save the changelog
        </SubmitButton>
      </ActionForm>
    </Disclosure>
  )
}
