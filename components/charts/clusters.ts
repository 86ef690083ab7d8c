/**
 * Marks that would lie on top of each other, put together: each cluster begins at its first mark and
 * takes in those that follow within minShare of the axis.
 * @param minShare width of a mark as a share of the axis, 0 to 1
 */
export function clusterMarks<Mark extends { at: Date }>(marks: Mark[], [from, to]: [number, number], minShare: number): { share: number; marks: Mark[] }[] {
  const clusters: { share: number; marks: Mark[] }[] = []
  const inside = marks.filter(({ at }) => at.getTime() >= from && at.getTime() <= to).sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const mark of inside) {
    const share = to === from ? 0 : (mark.at.getTime() - from) / (to - from)
    const last = clusters.at(-1)
    if (last && share - last.share < minShare) last.marks.push(mark)
    else clusters.push({ share, marks: [mark] })
  }
  return clusters
}
