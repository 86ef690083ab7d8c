import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  experimental: { agentUpgrade: false },
  // Native and dynamic parts that a bundler must leave alone.
  serverExternalPackages: ['pino', 'postgres', 'undici', 'react-email'],
  // Types are the business of `npm run check`, which CI runs; checking twice costs 11 s of every build.
  typescript: { ignoreBuildErrors: true },
}

export default config
