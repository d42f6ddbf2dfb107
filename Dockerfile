# syntax=docker/dockerfile:1

# Compiles; nothing of this stage but dist/ is kept.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# One image for the API, the workers, the migrations and the sandbox: the command says which.
FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY --from=build /app/dist ./dist
COPY db/migrations ./db/migrations
# What a volume is mounted on must belong to who writes there.
RUN mkdir -p /var/lib/travobooks/sandbox-amadeus /var/lib/travobooks/sandbox-sftp && chown -R node:node /var/lib/travobooks
USER node
EXPOSE 28080 28081 28082
CMD ["node", "dist/api/server.js"]
