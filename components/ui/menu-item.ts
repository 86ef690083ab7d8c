import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/action-result'

/** One entry of a Menu, as data, so that server components can give it. */
export type MenuItem =
  | { kind: 'link'; label: string; href: string; icon?: ReactNode; note?: string; current?: boolean }
  /** Runs a server action with these fields; its sentence becomes a toast. */
  | {
      kind: 'action'
      label: string
      note?: string
      action: FormAction
      fields?: Record<string, string>
      undo?: FormAction
      icon?: ReactNode
      danger?: boolean
      current?: boolean
    }
  /** For client components: runs a function. */
  | { kind: 'command'; label: string; onSelect: () => void; icon?: ReactNode; current?: boolean }
  | { kind: 'heading'; label: string }
  | { kind: 'separator'; id: string }
