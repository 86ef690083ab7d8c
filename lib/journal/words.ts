/** What is shown of an entry's act. */
interface Act {
  action: string
  before: unknown
  after: unknown
}

/** The things that entries are about, as the audit page offers them to choose from. */
export const auditSubjects = [
  { kind: 'user', label: 'Members' },
  { kind: 'invitation', label: 'Invitations' },
  { kind: 'api_key', label: 'API keys' },
  { kind: 'organization', label: 'Organization' },
  { kind: 'developer', label: 'Publisher settings' },
  { kind: 'tool', label: 'Tools' },
  { kind: 'review', label: 'Reviews' },
  { kind: 'webhook_endpoint', label: 'Webhooks' },
  { kind: 'quality_gate', label: 'Quality gates' },
  { kind: 'anomaly_story', label: 'Anomalies' },
  { kind: 'alert', label: 'Alerts' },
  { kind: 'alert_rule', label: 'Alert rules' },
  { kind: 'silence', label: 'Silences' },
  { kind: 'maintenance_window', label: 'Maintenance' },
  { kind: 'alert_dependency', label: 'Dependencies' },
  { kind: 'channel', label: 'Alert channels' },
  { kind: 'channel_delivery', label: 'Alert messages' },
] as const

const sentences: Record<string, string | ((before: Fields, after: Fields) => string)> = {
  'alert.acknowledged': 'Acknowledged an alert',
  'alert.rearmed': 'Gave an acknowledged alert back',
  'alert.resolved': 'Resolved an alert by hand',
  'alert.dismissed': 'Dismissed an alert',
  'alert.marked_false': 'Marked an alert as a false alarm',
  'alert.reopened': 'Opened an alert again',
  'alert_dependency.declared': (_, { child, parent }) => `Declared that a ${text(child)} depends on a ${text(parent)}`,
  'alert_dependency.removed': 'Took a declared dependency away',
  'alert_rule.created': (_, { metric }) => `Wrote an alert rule${metric ? ` on ${words(metric)}` : ''}`,
  'alert_rule.changed': (_, { metric }) => `Changed an alert rule${metric ? ` on ${words(metric)}` : ''}`,
  'alert_rule.enabled': 'Switched an alert rule on',
  'alert_rule.disabled': 'Switched an alert rule off',
  'alert_rule.snoozed': (_, { until }) => `Snoozed an alert rule until ${text(until)}`,
  'alert_rule.woken': 'Ended the snooze of an alert rule',
  'alert_rule.deleted': 'Deleted an alert rule',
  'alert_rule.restored': 'Took the deletion of an alert rule back',
  'alert_rule.channels_chosen': 'Chose where the alerts of a rule go',
  'anomaly_story.confirmed': 'Confirmed that an anomaly was real',
  'anomaly_story.marked_false': 'Marked an anomaly as a false alarm',
  'anomaly_story.dismissed': 'Dismissed an anomaly',
  'anomaly_story.reopened': 'Took back what was said of an anomaly',
  'api_key.issued': (_, { prefix, allowlisted }) => `Issued the API key ${text(prefix)}…${allowlisted === false ? ', which works from any address' : ''}`,
  'api_key.rotated': (_, { prefix }) => `Rotated an API key; its successor is ${text(prefix)}…`,
  'api_key.revoked': 'Revoked an API key',
  'api_key.allowlist_set': ({ entries: was }, { entries }) => `Changed the addresses of an API key: ${addresses(was)} before, ${addresses(entries)} now`,
  'channel.added': (_, { kind }) => `Added an alert channel${kind ? `: ${text(kind)}` : ''}`,
  'channel.changed': 'Changed an alert channel',
  'channel.enabled': 'Switched an alert channel on',
  'channel.disabled': (_, { reason }) => (reason ? `Switched an alert channel off, as it was ${text(reason)}` : 'Switched an alert channel off'),
  'channel.secret_rotated': 'Made a new signing secret for an alert channel',
  'channel.deleted': 'Deleted an alert channel',
  'channel.tested': 'Sent a test to an alert channel',
  'channel_delivery.sent_again': 'Sent an alert message again',
  'developer.budget_controls_set': (_, { enabled }) => `Switched the budget controls ${enabled === true ? 'on' : 'off'}`,
  'developer.sessions_reviewed': 'Looked through the active sessions',
  'incident.opened': (_, { severity }) => `Opened an incident${severity ? `: SEV${text(severity)}` : ''}`,
  'incident.reported': 'Reported an open incident again',
  'incident.status_changed': (_, { status }) => `Set an incident to ${text(status)}`,
  'incident.resolved': 'Resolved an incident',
  'incident.reopened': 'Reopened an incident',
  'incident.closed': 'Closed an incident, as all that followed from it was done',
  'incident.severity_changed': ({ severity: was }, { severity }) => `Changed an incident from SEV${text(was)} to SEV${text(severity)}`,
  'incident.changed': 'Changed the details of an incident',
  'incident.systems_changed': 'Changed the systems that an incident affects',
  'incident.updated': (_, { visibility }) => `Wrote ${visibility === 'public' ? 'a public' : 'an'} update of an incident`,
  'incident.entry_corrected': 'Corrected an entry of an incident',
  'incident.commander_assigned': (_, { userId }) => (userId ? 'Put somebody in command of an incident' : 'Left an incident without a commander'),
  'incident.responder_added': 'Added somebody to the response to an incident',
  'incident.responder_removed': 'Removed somebody from the response to an incident',
  'incident.alert_attached': 'Attached an alert to an incident',
  'incident.alert_detached': 'Detached an alert from an incident',
  'incident.postmortem_changed': (_, { became }) => `Post-mortem of an incident: ${text(became)}`,
  'incident.followup_changed': (_, { became }) => `Follow-up of an incident: ${words(became)}`,
  'invitation.sent': (_, { role }) => `Invited somebody${role ? ` as ${text(role)}` : ''}`,
  'invitation.accepted': (_, { role }) => `Joined${role ? ` as ${text(role)}` : ''}`,
  'invitation.revoked': 'Withdrew an invitation',
  'maintenance_window.planned': 'Planned maintenance, during which alerts are not told',
  'maintenance_window.cancelled': 'Cancelled a maintenance window',
  'maintenance_window.restored': 'Planned a cancelled maintenance window again',
  'status_maintenance.planned': 'Planned maintenance on the status page',
  'status_maintenance.changed': 'Changed planned maintenance',
  'status_maintenance.updated': 'Told how maintenance goes',
  'status_maintenance.started': 'Began maintenance before its time',
  'status_maintenance.completed': 'Completed maintenance before its time',
  'status_maintenance.cancelled': 'Cancelled planned maintenance',
  'status_subscriber.invited': 'Asked an address whether it wants to be told by the status page',
  'status_subscriber.removed': 'Ended a subscriber of the status page',
  'member.role_set': ({ role: was }, { role }) => `Changed a member’s role from ${text(was)} to ${text(role)}`,
  'member.removed': ({ role }) => `Removed a member${role ? `, who was ${text(role)}` : ''}`,
  'member.left': 'Left the organization',
  'organization.changed': ({ name: wasName, timeZone: wasZone }, { name, timeZone }) =>
    wasName === name
      ? `Changed the time zone from ${text(wasZone)} to ${text(timeZone)}`
      : `Renamed the organization to ${text(name)}${wasZone === timeZone ? '' : `, with the time zone ${text(timeZone)}`}`,
  'organization.audit_retention_set': ({ auditRetentionDays: was }, { auditRetentionDays }) =>
    `Set the audit log to be kept for ${text(auditRetentionDays)} days${was === null || was === undefined ? '' : `, ${text(was)} before`}`,
  'organization.telemetry_set': (_, { telemetryOptOut }) => (telemetryOptOut === true ? 'Opted out of telemetry' : 'Allowed telemetry'),
  'score_action.dismissed': (_, { actionId }) => `Hid the action item ${words(actionId)} for 7 days`,
  'score_action.restored': ({ actionId }) => `Showed the action item ${words(actionId)} again`,
  'silence.created': (_, { to }) => `Silenced alerts until ${text(to)}`,
  'silence.ended': 'Ended a silence before its time',
  'silence.resumed': 'Took the early end of a silence back',
  'setup.dismissed': 'Left the optional rest of the set-up',
  'setup.resumed': 'Took the set-up up again',
  'tool.health_endpoint_set': (_, { host }) => (host ? `Set a tool’s health endpoint to one on ${text(host)}` : 'Took a tool’s health endpoint away'),
  'user.created': 'Opened an account by an invitation',
  'webhook_endpoint.added': (_, { host }) => `Registered a webhook address${host ? ` on ${text(host)}` : ''}`,
  'webhook_endpoint.enabled': 'Switched a webhook address on',
  'webhook_endpoint.disabled': 'Switched a webhook address off',
}

/** What happened, as a sentence without its subject: "Rotated an API key; its successor is pgk_abc…". Acts without words of their own are spelled out. */
export function describeAct({ action, before, after }: Act): string {
  const sentence = sentences[action]
  if (sentence === undefined) return spelledOut(action)
  return typeof sentence === 'string' ? sentence : sentence(fieldsOf(before), fieldsOf(after))
}

/** The actions whose sentence holds this text, for the search; names of actions are searched in the database. */
export function actionsLike(search: string): string[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return []
  return Object.keys(sentences).filter((action) => describeAct({ action, before: {}, after: {} }).toLowerCase().includes(wanted))
}

type Fields = Record<string, unknown>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function words(value: unknown): string {
  return text(value).replaceAll('_', ' ')
}

function addresses(count: unknown): string {
  return count === 0 || count === undefined ? 'any address' : count === 1 ? 'one entry' : `${text(count)} entries`
}

/** quality_gate.triggered: "Quality gate triggered". */
function spelledOut(action: string): string {
  const spelled = action.replaceAll(/[._]/g, ' ')
  return spelled.charAt(0).toUpperCase() + spelled.slice(1)
}
