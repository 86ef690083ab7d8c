import type { Coverage, EntryFacts, EntryType, FollowupState, IncidentStatus, Severity, SystemImpact } from './model'

/** INC-12. */
export function incidentLabel(number: number): string {
  return `INC-${number}`
}

/** SEV2. */
export function severityLabel(severity: Severity): string {
  return `SEV${severity}`
}

export const statusWords: Record<IncidentStatus, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
}

export const impactWords: Record<SystemImpact | 'operational', string> = {
  operational: 'Operational',
  degraded: 'Degraded',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
}

export const coverageWords: Record<Coverage, string> = {
  none: 'No failures are charged to it',
  everything: 'All failures of the platform',
  some: 'Failures of some routes and tools',
  provider: 'Failures of tools that depend on a provider',
}

export const followupWords: Record<FollowupState, string> = { open: 'Open', done: 'Done', not_doing: 'Not doing' }

/** How ids become names; null: nobody knows any more. */
export interface Names {
  person: (id: string) => string | null
  system: (key: string) => string
}

/** The names of which nothing is known: people stay somebody, systems keep their keys. */
const noNames: Names = { person: () => null, system: (key) => key }

/** What an entry says happened, as a sentence without its words and its author. */
export function entrySentence({ type, facts }: { type: EntryType; facts: EntryFacts }, names: Names = noNames): string {
  const who = (facts.userId ? names.person(facts.userId) : null) ?? 'Somebody'
  const change = facts.from && facts.to ? ` from ${facts.from} to ${facts.to}` : ''
  switch (type) {
    case 'opened':
      return `Opened${facts.severity ? ` as ${severityLabel(facts.severity)}` : ''}`
    case 'reported':
      return 'Reported again'
    case 'update':
      return 'Update'
    case 'status':
      return facts.status ? `Status: ${statusWords[facts.status].toLowerCase()}` : `Status changed${change}`
    case 'severity':
      return `Severity changed${change}`
    case 'systems':
      return systemsSentence(facts, names)
    case 'coverage':
      return `What it covers changed${change}`
    case 'details':
      return detailsSentence(facts)
    case 'commander':
      return facts.userId ? `${who} is in command` : 'Nobody is in command'
    case 'responder':
      return facts.to === 'left' ? `${who} left` : `${who} joined`
    case 'alert':
      return alertSentences[facts.to ?? ''] ?? 'Alert changed'
    case 'deploy':
      return facts.to ? `Deployed: ${facts.to}` : 'Deployed'
    case 'flag':
      return facts.to ? `Flag changed: ${facts.to}` : 'Flag changed'
    case 'correction':
      return 'Correction'
    case 'reminder':
      return 'An update is overdue'
    case 'postmortem':
      return `Post-mortem ${facts.to ?? 'changed'}`
    case 'followup':
      return followupSentences[facts.to ?? ''] ?? 'Follow-up changed'
    case 'reopened':
      return 'Reopened'
    case 'closed':
      return 'Closed: all that followed from it is done'
  }
}

const alertSentences: Record<string, string> = {
  attached: 'Alert attached',
  detached: 'Alert detached',
  firing: 'Alert fired',
  resolved: 'Alert resolved',
  acknowledged: 'Alert acknowledged',
  rearmed: 'Alert fires again: its acknowledgement ended',
  escalated: 'Alert became graver',
  dismissed: 'Alert dismissed',
  false_positive: 'Alert marked as a false alarm',
}

const followupSentences: Record<string, string> = {
  added: 'Follow-up added',
  changed: 'Follow-up changed',
  claimed: 'Follow-up said to be done; it counts once its alert has stayed quiet',
  refuted: 'Follow-up open again: its alert fired',
  proved: 'Follow-up done: its alert stayed quiet',
  done: 'Follow-up done',
  not_doing: 'Follow-up will not be done',
  open: 'Follow-up open again',
}

const detailSentences: Record<string, string> = {
  title: 'Title changed',
  startedAt: 'Beginning changed',
  public: 'Shown on the status page',
  hidden: 'Taken off the status page',
  message: 'Message of the status page changed',
}

function detailsSentence(facts: EntryFacts): string {
  return detailSentences[facts.detail ?? ''] ?? 'Details changed'
}

function systemsSentence({ systems = [] }: EntryFacts, names: Names): string {
  if (systems.length === 0) return 'Affected systems changed'
  return systems.map(({ key, impact }) => `${names.system(key)}: ${impactWords[impact].toLowerCase()}`).join(', ')
}
