import type { LogLine } from './model'

/** Lines of one file; for more, narrow the range and save another. */
export const EXPORT_LINES = 50_000

export const exportColumns = ['at', 'level', 'service', 'message', 'request_id', 'organization_id', 'organization', 'received_at', 'fields']

/** The cells of a line, in the order of the columns. */
export function exportRow({ at, level, service, message, requestId, organizationId, organization, receivedAt, fields }: LogLine): (string | null)[] {
  return [at.toISOString(), level, service, message, requestId, organizationId, organization, receivedAt.toISOString(), fields && JSON.stringify(fields)]
}
