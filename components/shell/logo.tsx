/** The mark: a pulse through a grid cell. Decoration beside the name. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 20 20" className="shrink-0">
      <rect width="20" height="20" rx="5" className="fill-accent" />
      <path
        d="M3.5 10.5H7L9 5.5 11.5 14.5 13.2 10.5H16.5"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
