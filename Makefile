# make up · test · lint · bench · docs · lock. Settings: PORT=8080, PYTHON=python3, ARGS="--split".
.PHONY: up test lint bench docs lock install
PORT ?= 8080
PYTHON ?= python3
export POYTA_MAKE_STARTED := $(shell date +%s)
# What Python compiled is kept for the next start, which is twice as fast then.
unexport PYTHONDONTWRITEBYTECODE
IN := .venv/bin

up: install
	@$(IN)/python -m poyta up --port $(PORT) $(ARGS)

test: install
	@$(IN)/python -m poyta.embedded.chromium
	$(IN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder $(ARGS)

lint: install
	$(IN)/ruff check . && $(IN)/ruff format --check . && $(IN)/mypy && $(IN)/lint-imports

bench: install
	$(IN)/python -m benchmarks $(ARGS)

docs: install
	$(IN)/python -m poyta.reference $(ARGS)

lock: install
	$(IN)/uv pip compile pyproject.toml --group embedded --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet $(ARGS) -o requirements.lock

install:
	@$(PYTHON) poyta/embedded/install.py
	@$(IN)/python -m poyta.assets
