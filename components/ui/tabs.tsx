'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

/** Parts of one page that have no address of their own; all are in the page, one is shown. Use LinkTabs where an address is wanted. */
export function Tabs({ label, tabs }: { label: string; tabs: { key: string; label: string; content: ReactNode }[] }) {
  return (
    <BaseTabs.Root defaultValue={tabs[0]?.key}>
      <BaseTabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-border">
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.key}
            value={tab.key}
            className="-mb-px h-9 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-muted hover:text-text data-active:border-accent data-active:font-medium data-active:text-text"
          >
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.key} value={tab.key} keepMounted className="pt-4">
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}
