import { LogOut, UserRound } from 'lucide-react'
import type { FormAction } from '@/lib/action-result'
import { Menu } from '../ui/menu'
import type { MenuItem } from '../ui/menu-item'

interface UserMenuProps {
  name: string
  email: string
  /** Pages about the person: account, second factor, sessions. */
  links?: { label: string; href: string }[]
  signOut: FormAction
}

/** Who is signed in, their own pages, and signing out. */
export function UserMenu({ name, email, links = [], signOut }: UserMenuProps) {
  const items: MenuItem[] = [
    { kind: 'heading', label: `${name} · ${email}` },
    ...links.map(({ label, href }): MenuItem => ({ kind: 'link', label, href, icon: <UserRound aria-hidden="true" /> })),
    { kind: 'separator', id: 'before-sign-out' },
    { kind: 'action', label: 'Sign out', action: signOut, icon: <LogOut aria-hidden="true" /> },
  ]
  return (
    <Menu label={`${initials(name)}, account of ${name}`} width="square" items={items}>
      <span aria-hidden="true" className="grid size-6 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent">
        {initials(name)}
      </span>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
