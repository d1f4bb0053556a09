# Python for the environment, and the PyTorch build in it: cpu, cu128 (an NVIDIA GPU), auto …
PYTHON ?= python3
TORCH_BACKEND ?= cpu
# What `make run` hands to `ragbot serve`, `make test` to pytest, `make lock` to uv, `make scorecard` to itself.
ARGS ?=

BIN := .venv/bin
UV := $(BIN)/uv
# What running needs, and what working on the code needs beside it.
READY := .venv/.ready-$(TORCH_BACKEND)
INSTALLED := .venv/.installed-$(TORCH_BACKEND)

# uv does not read pip's variables. A folder of wheels that has PyTorch for the CPU spares the way to PyTorch's own index.
comma := ,
space := $(subst ,, )
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS ?= $(subst $(space),$(comma),$(strip $(PIP_FIND_LINKS)))
endif
ifeq ($(TORCH_BACKEND),cpu)
TORCH := $(if $(wildcard $(addsuffix /torch-*+cpu-*.whl,$(PIP_FIND_LINKS))),,--torch-backend cpu)
else
TORCH := --torch-backend $(TORCH_BACKEND) --reinstall-package torch
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test check format lock build scorecard clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(INSTALLED) ## Make the environment for working on it in .venv; nothing to do when it is current

run: $(READY) ## Serve the chat page, on the sample articles if the archive is empty
	@$(BIN)/ragbot-ingest --if-empty --samples
	@exec $(BIN)/ragbot serve $(ARGS)

# Two processes, since tests wait for servers and browsers; a file stays in one, for its fixtures.
test: install ## Run the tests; ARGS=tests/test_project.py runs some
	@$(BIN)/python -m pytest $(or $(ARGS),--numprocesses 2 --dist loadfile)

check: install ## Look for mistakes: ruff, formatting, types, and the page's modules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory check-page

# What checks the page's modules needs Node; the page itself needs nothing, and is served as it is written.
NODE_20 := command -v npm >/dev/null && test "$$(node -p 'parseInt(process.versions.node)')" -ge 20 2>/dev/null

.PHONY: check-page check-modules
check-page:
	@if $(NODE_20); then $(MAKE) --no-print-directory check-modules; \
	  else echo "skipped: node is not installed; the page's own checks need node >= 20 and npm"; fi

check-modules: node_modules/.package-lock.json
	node_modules/.bin/tsc --project jsconfig.json
	node_modules/.bin/biome lint --error-on-warnings ragbot/ui tests/ui
	TZ=America/New_York LC_ALL=en_US.UTF-8 node --test --test-reporter=dot tests/ui/*.test.js

# npm writes this file last. No package runs anything when it is installed.
node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { \
	  echo "npm could not install what checks the page's modules (package.json): it needs a registry, once." >&2; exit 1; }
	@touch $@

format: install ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The CUDA libraries stay out: each build of PyTorch pins its own. UV_FIND_LINKS too: it would write torch==…+cpu.
lock: $(UV) ## Pin every dependency again; ARGS="--upgrade-package NAME" moves one, ARGS=--upgrade all
	env -u UV_FIND_LINKS $(UV) pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	  --all-extras --group dev --no-sources --no-header --no-annotate --quiet --output-file constraints.txt $(ARGS)
	@{ echo "# Every dependency at the version that is tested. Made by 'make lock'; do not edit."; \
	  grep -Ev '^(#|cuda-|nvidia-|triton)' constraints.txt; } > constraints.new
	@mv constraints.new constraints.txt

build: install ## Build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

scorecard: install ## Attack a real server and tell what failed, in ten minutes; ARGS=--quick in two
	@$(BIN)/python -m tests.scorecard $(ARGS)

clean: ## Remove what was built and cached; the archive and .venv stay
	rm -rf node_modules dist .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/e2e/screenshots
	find ragbot ingest prompts tests -name __pycache__ -type d -exec rm -rf {} +

# Byte-compiled now, because where Python may not write bytecode later every start would take 7 s longer.
# First the same project under the name that it had until November 2026, or its commands would be there twice.
# A dot every two seconds, since the packages, 2 GB of them, are fetched and compiled without a word.
define put_into_venv
	@$(UV) pip uninstall --quiet --python $(BIN)/python ragbot
	@echo "Installing what $(1) into .venv: a minute or two, once."
	@while sleep 2; do printf .; done & dots=$$!; trap "kill $$dots 2>/dev/null" EXIT INT TERM; \
	  UV_COMPILE_BYTECODE=1 $(UV) pip install --quiet --python $(BIN)/python -c constraints.txt $(TORCH) $(2) -e . && echo " done"
endef

$(READY): pyproject.toml constraints.txt | $(UV)
	$(call put_into_venv,running needs,)
	@rm -f .venv/.ready-* .venv/.installed-*
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt | $(UV)
	$(call put_into_venv,working on it needs,--group dev)
	@rm -f .venv/.ready-* .venv/.installed-*
	@touch $(READY) $@

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo; \
	  echo "ragbot needs Python 3.11 or newer, and '$(PYTHON)' is not: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; } >&2
	@$(PYTHON) -m venv .venv || { echo; \
	  echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt install python3-venv"; exit 1; } >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
