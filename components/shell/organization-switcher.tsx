import { Building2, ChevronsUpDown } from 'lucide-react'
import type { FormAction } from '@/lib/action-result'
import { Menu } from '../ui/menu'

export interface OrganizationChoice {
  id: string
  name: string
  /** The reader's role in it, or another quiet word. */
  note?: string
}

interface OrganizationSwitcherProps {
  current: OrganizationChoice
  others: OrganizationChoice[]
  /** Is told `organizationId`. */
  choose: FormAction
}

/** The organization that the session looks at; a menu where there are several. */
export function OrganizationSwitcher({ current, others, choose }: OrganizationSwitcherProps) {
  const face = (
    <>
      <Building2 aria-hidden="true" className="text-text-muted" />
      <span className="min-w-0 flex-1 truncate text-left font-medium text-text collapsed:sr-only">{current.name}</span>
    </>
  )
  if (others.length === 0) {
    return (
      <p title={current.name} className="flex h-8 items-center gap-2.5 px-2 text-sm [&_svg]:size-4 [&_svg]:shrink-0">
        {face}
      </p>
    )
  }
  return (
    <Menu
      label={`Organization: ${current.name}`}
      variant="secondary"
      align="start"
      width="none"
      className="w-full justify-start gap-2.5 px-2 collapsed:border-transparent"
      items={[current, ...others].map((organization) =>
        organization.id === current.id
          ? { kind: 'link', label: organization.name, note: organization.note, href: '/dashboard', current: true }
          : { kind: 'action', label: organization.name, note: organization.note, action: choose, fields: { organizationId: organization.id } },
      )}
    >
      {face}
      <ChevronsUpDown aria-hidden="true" className="text-text-muted collapsed:hidden" />
    </Menu>
  )
}
