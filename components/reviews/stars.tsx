/** Stars as a row of five; read out as "4 of 5 stars". */
export function Stars({ rating }: { rating: number }) {
  return (
    <span className="whitespace-nowrap">
      <span aria-hidden="true" className="tracking-widest text-warning">
        {'★'.repeat(rating)}
        <span className="text-text-muted">{'☆'.repeat(5 - rating)}</span>
      </span>
      <span className="sr-only">{rating} of 5 stars</span>
    </span>
  )
}
