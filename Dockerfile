# One image: the console with everything it needs. Debian, because the embedded Postgres is built for glibc.
FROM node:20-bookworm-slim

ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

COPY . .
RUN npm run build && rm -rf .next/cache && mkdir -p .data .next/cache && chown -R node:node .data .next

USER node
# Generated secrets, and the embedded database where DATABASE_URL is not set.
VOLUME /app/.data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD node -e "fetch('http://localhost:' + (process.env.PORT || 3000) + '/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "--import", "tsx", "scripts/start.ts"]
