# The server and the ingester in one image, with PyTorch for the CPU: docker build -t ragbot .
FROM python:3.11-slim AS build
ARG TORCH_BACKEND=cpu
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1
WORKDIR /src
COPY constraints.txt pyproject.toml ./
RUN pip install --no-cache-dir -c constraints.txt uv \
 && python -m venv --without-pip /app \
 && uv pip install --python /app/bin/python -c constraints.txt --torch-backend "$TORCH_BACKEND" \
      --all-extras -r pyproject.toml
COPY . .
RUN uv pip install --python /app/bin/python --no-deps .

FROM python:3.11-slim
COPY --from=build /app /app
RUN useradd --system --uid 10001 --home-dir /tmp ragbot && install -d -o ragbot -m 700 /data
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 RAGBOT_ARCHIVE=/data RAGBOT_HOST=0.0.0.0 RAGBOT_PORT=8000
USER ragbot
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"RAGBOT_PORT\"]}/readyz', timeout=4)"]
CMD ["ragbot", "serve"]
