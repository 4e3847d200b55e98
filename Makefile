# Two commands: `make run` and `make test`. Both set up an environment of their own below .partnerships/.

PYTHON ?= python3.11
HOME_DIR := .partnerships
VENV := $(HOME_DIR)/venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run browser test lint types docs web notebooks bench fuzz lock clean

run: $(HOME_DIR)/installed
	@$(BIN)/partnerships run

# A real Neo4j with Browser on the loaded graph, and a guide to play in it; needs Java 17 and Maven.
browser: $(HOME_DIR)/installed
	@$(BIN)/partnerships browser --show-password

# In two processes, one for each engine; `.partnerships/venv/bin/python -m pytest PATH` runs a part in one.
test: $(HOME_DIR)/installed-dev
	@$(BIN)/python -m pytest -n 2

lint: $(HOME_DIR)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(HOME_DIR)/installed-dev
	$(BIN)/mypy

# datapackage.json, docs/model.md, docs/checks.md, docs/questions.md and docs/openapi.json follow from the code; tests fail while
# they lag behind. The last is what the API promises: it is added to, and a break is refused (which needs Go).
docs: $(HOME_DIR)/installed-dev
	$(BIN)/python -m loaders.describe
	$(BIN)/python -m queries.describe
	$(BIN)/python -m api.promise

# What the explorer's pages load, from api/explorer/web into api/explorer/static; needs Node. A test fails while it lags behind.
web: api/explorer/web/node_modules/.package-lock.json
	npm --prefix api/explorer/web run build

api/explorer/web/node_modules/.package-lock.json: api/explorer/web/package-lock.json
	npm --prefix api/explorer/web ci --ignore-scripts

# The notebooks, from start to end, on the graph that `make run` serves meanwhile; each with its pictures into artefacts/notebooks/.
notebooks: $(HOME_DIR)/installed-dev
	@mkdir -p artefacts/notebooks
	PARTNERSHIPS_HOME=$(abspath $(HOME_DIR)) $(BIN)/jupyter execute docs/notebooks/*.ipynb --output='$(CURDIR)/artefacts/notebooks/{notebook_name}.ipynb'

bench: $(HOME_DIR)/installed-dev
	$(BIN)/python -m benchmarks

# Twenty thousand made-up requests on each engine, held to docs/openapi.json: half an hour, at most two. ARGS="--engine embedded".
fuzz: $(HOME_DIR)/installed-dev
	$(BIN)/python -m tests.fuzz $(ARGS)

# No host is written into the lock files: whoever installs uses their own index.
lock:
	uv pip compile --quiet --no-emit-index-url --no-header --generate-hashes --universal --python-version 3.11 \
		--extra install pyproject.toml -o requirements.lock
	uv pip compile --quiet --no-emit-index-url --no-header --generate-hashes --universal --python-version 3.11 \
		--extra install --extra dev --extra notebooks pyproject.toml -o requirements-dev.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Python 3.11 is needed; name it with PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up an environment in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)

# Everything that is downloaded is checked against the hashes of the lock file.
$(HOME_DIR)/installed: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what it needs (once; about 250 MB)"
	@$(PIP) install --progress-bar on --require-hashes --requirement requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(HOME_DIR)/installed-dev: $(HOME_DIR)/installed requirements-dev.lock
	@echo "Installing what the tests need (once)"
	@$(PIP) install --progress-bar on --require-hashes --requirement requirements-dev.lock
	@touch $@

clean:
	rm -rf $(HOME_DIR) dist
