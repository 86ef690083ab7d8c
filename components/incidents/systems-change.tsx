'use client'

import { Fragment } from 'react'
import type { SystemImpact } from '@/lib/incidents/model'
import { useAlive } from '../ui/use-alive'
import { type SystemChoice, SystemsFields } from './systems-fields'

interface SystemsChangeProps {
  systems: readonly SystemChoice[]
  affected: readonly { key: string; impact: SystemImpact }[]
  /** `affected` as the form says with which systems it was shown; without it an update leaves them as they are. */
  shown: string
  /** On the server already. */
  drawn: boolean
}

/** The systems in the box of an update. They stand folded away, so the browser draws them. */
export function SystemsChange({ systems, affected, shown, drawn }: SystemsChangeProps) {
  const alive = useAlive() || drawn
  if (!alive) return null
  return (
    // A choice does not follow what is changed elsewhere: drawn anew when it is.
    <Fragment key={shown}>
      <input type="hidden" name="affected" value={shown} />
      <SystemsFields systems={systems} affected={affected} />
    </Fragment>
  )
}
