# The API. `partnerships run` loads the data package into the Neo4j that NEO4J_URI names, then serves.
FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY graph graph
COPY queries queries
COPY loaders loaders
COPY api api
COPY data data
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --home-dir /app partnerships
USER partnerships
EXPOSE 8000
CMD ["partnerships", "run"]
