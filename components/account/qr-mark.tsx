import type { QrCode } from '@/lib/qr-code'

/** A QR code, always dark on light: phones read nothing else reliably. */
export function QrMark({ code, label }: { code: QrCode; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      className="size-44 rounded-md border border-border"
    >
      <path d={`M0 0h${code.size}v${code.size}h-${code.size}z`} fill="#ffffff" />
      <path d={code.path} fill="#000000" />
    </svg>
  )
}
