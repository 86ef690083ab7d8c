/** The row of anomaly_cursors: end of the latest coloured window. */
export const COLOURS_CURSOR = 'colours'
