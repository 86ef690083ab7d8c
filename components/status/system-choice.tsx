/** Of which systems somebody is told; no box is all of them. Works without JavaScript. */
export function SystemChoice({ systems, chosen }: { systems: { key: string; name: string }[]; chosen: readonly string[] }) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-base font-medium">Only about</legend>
      <p className="text-sm text-text-muted">Choose none to be told about everything, also what is added later.</p>
      <ul className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {systems.map(({ key, name }) => (
          <li key={key}>
            <label className="flex items-center gap-2.5">
              <input type="checkbox" name="systems" value={key} defaultChecked={chosen.includes(key)} className="size-4 shrink-0 pointer-coarse:size-6" />
              {name}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
