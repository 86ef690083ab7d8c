'use client'

/** The checkbox in a table's head that checks or clears all boxes of one name in its form. */
export function SelectAll({ name }: { name: string }) {
  return (
    <input
      type="checkbox"
      aria-label="Select all rows of this page"
      className="block size-4 pointer-coarse:size-6"
      onChange={(event) => {
        const boxes = event.currentTarget.form?.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${CSS.escape(name)}"]`) ?? []
        for (const box of boxes) box.checked = event.currentTarget.checked
      }}
    />
  )
}
