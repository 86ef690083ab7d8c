/** Where an alert's rule is looked at; null: nowhere here. Staff look at the platform's rules, a tenant's are its own. */
export function ruleHref({ ruleId, organizationId }: { ruleId: string | null; organizationId: string | null }, base: string): string | null {
  if (!ruleId || (base.startsWith('/admin') && organizationId !== null)) return null
  return `${base}/rules/${ruleId}`
}
