# Built and pruned in one stage, run in another: the image holds compiled code
# and production dependencies only. The engine of the embedded database listens on
# loopback, so other commands run in the same container:
#   docker exec CONTAINER touchline ingest /input/events.jsonl
FROM node:20.19-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20.19-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/common/countries/timezones.jsonl common/countries/
COPY --from=build /app/clickhouse clickhouse
COPY --from=build /app/ingest ingest
COPY --from=build /app/runs runs
COPY --from=build /app/upkeep upkeep
COPY --from=build /app/api api
COPY --from=build /app/bench/sample bench/sample
RUN mkdir /data && chown node:node /data \
  && ln -s /app/dist/cli/touchline.cjs /usr/local/bin/touchline
USER node
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:5000/healthz/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli/touchline.cjs", "serve"]
