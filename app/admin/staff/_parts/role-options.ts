import { type PlatformRole, platformRoles } from '@/lib/auth/model'

const labels: Record<PlatformRole, string> = {
  read_only: 'Read only',
  admin: 'Admin',
  elevated_admin: 'Elevated admin',
  super_admin: 'Super admin',
}

/** The staff roles, from the least to the most powerful. */
export const roleOptions = platformRoles.map((role) => ({ value: role, label: labels[role] }))

/** A role in words. */
export function roleLabel(role: string | null): string {
  return platformRoles.flatMap((known) => (known === role ? [labels[known]] : []))[0] ?? 'None'
}
