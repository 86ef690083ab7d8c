import { encode } from 'uqr'

/** A drawn QR code: the side of its square in modules, and the path of the dark ones. */
export interface QrCode {
  size: number
  path: string
}

/** A text as QR code of medium error correction, with the quiet zone of four modules that phones need. */
export function drawQrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  return { size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') }
}
