/** The parts of a post-mortem that the public may read; what it cost in money stays inside. */
export interface PublicPostmortem {
  whatHappened: string
  impact: string
  /** Five whys. */
  whys: string[]
  rootCause: string
  lessons: string
}

/** A published post-mortem as one Markdown text; what is empty is left out. */
export function postmortemMarkdown({ whatHappened, impact, whys, rootCause, lessons }: PublicPostmortem): string {
  const because = whys.filter((why) => why.trim() !== '').map((why, at) => `${at + 1}. ${why.trim().replaceAll(/\s*\n\s*/g, ' ')}`)
  const parts: [title: string, text: string][] = [
    ['What happened', whatHappened],
    ['Impact', impact],
    ['Root cause', [rootCause.trim(), because.join('\n')].filter(Boolean).join('\n\n')],
    ['What we learned', lessons],
  ]
  return parts
    .filter(([, text]) => text.trim() !== '')
    .map(([title, text]) => `### ${title}\n\n${text.trim()}`)
    .join('\n\n')
}
