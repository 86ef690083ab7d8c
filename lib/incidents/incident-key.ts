const MAX_LENGTH = 200

/**
 * What makes two reports one incident, where nobody said it: the same alert, or the same words in the title
 * (whatever their case and signs).
 */
export function incidentKeyOf({ title, fingerprint }: { title: string; fingerprint: string | null }): string {
  if (fingerprint !== null) return `alert:${fingerprint}`.slice(0, MAX_LENGTH)
  const words = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  // A title of signs alone is its own key.
  return `title:${words || title.trim()}`.slice(0, MAX_LENGTH)
}
