import type { NextConfig } from 'next'

// Pages get these and more from proxy.ts, which handlers do not pass through.
const handlerHeaders = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'same-origin' },
]

const config: NextConfig = {
  headers: async () => [{ source: '/api/:path*', headers: handlerHeaders }],
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  experimental: { agentUpgrade: false },
  // Native and dynamic parts that a bundler must leave alone.
  serverExternalPackages: ['pino', 'postgres', 'undici', 'react-email', 'protobufjs'],
  // Types are the business of `npm run check`, which CI runs; checking twice costs 11 s of every build.
  typescript: { ignoreBuildErrors: true },
}

export default config
