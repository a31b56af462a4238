# Targets: `runtime` (control worker, simulated GPU worker, command line) and `gpu` (the same with vLLM
# and faster-whisper). `docker compose` builds them.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim
ARG VLLM_IMAGE=vllm/vllm-openai:v0.32.0

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm run bundle

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY docker/prune-core-bridge.sh docker/
RUN sh docker/prune-core-bridge.sh node_modules

FROM ${NODE_IMAGE} AS runtime
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home dream \
  && install -d -o dream -g dream -m 0700 /data/runs /data/state \
  && ln -s /app/dist/cli/main.js /usr/local/bin/dream
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY config config
COPY engines engines
ENV NODE_ENV=production \
  DREAM_ARTIFACTS_DIR=/data/runs/artifacts/dream \
  DREAM_LOG_DIR=/data/runs/logs/dream \
  DREAM_STATE_DIR=/data/state \
  DREAM_CACHE_DIR=/data/state/cache
USER dream
ENTRYPOINT ["node", "dist/worker/main.js"]
CMD ["--role", "control"]

FROM ${VLLM_IMAGE} AS gpu
RUN python3 -m venv /opt/whisper/venv \
  && /opt/whisper/venv/bin/pip install --no-cache-dir \
    faster-whisper==1.2.1 nvidia-cublas-cu12 'nvidia-cudnn-cu12==9.*' \
  && ln -s /opt/whisper/venv/lib/python3*/site-packages/nvidia /opt/whisper/nvidia \
  && useradd --uid 10001 --create-home dream \
  && install -d -o dream -g dream -m 0700 /data/runs /data/state
COPY --chmod=755 docker/whisper-python.sh /opt/whisper/bin/python3
COPY --from=runtime /usr/local/bin/node /usr/local/bin/node
COPY --from=runtime /app /app
WORKDIR /app
ENV NODE_ENV=production \
  PATH=/opt/whisper/bin:$PATH \
  DREAM_ARTIFACTS_DIR=/data/runs/artifacts/dream \
  DREAM_LOG_DIR=/data/runs/logs/dream \
  DREAM_STATE_DIR=/data/state \
  DREAM_CACHE_DIR=/data/state/cache
USER dream
ENTRYPOINT ["node", "dist/worker/main.js"]
CMD ["--role", "gpu", "--engines", "vllm-whisper"]
