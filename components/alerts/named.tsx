/** A button's word with what it is about, for readers who do not see the row. Placed, so that it widens no table that scrolls. */
export function Named({ title, children }: { title: string; children: string }) {
  return (
    <span className="relative">
      {children}
      <span className="sr-only">: {title}</span>
    </span>
  )
}
