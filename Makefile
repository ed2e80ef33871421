# What people type. Each target says in one line what it does; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
RUN := .venv/bin/python
# Set by the tests themselves; here so that two runs of one checkout can be told apart.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test check bench bench-timers faults attack durability mutate lock docs

help:  ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*##/make \1 \t/p' $(MAKEFILE_LIST) | expand -t 20

setup:  ## Make .venv and install everything the service, its tests and checks need
	@$(PYTHON) mscc/bootstrap.py --dev

demo:  ## Start the service with a year of synthetic history (PORT=8000); Ctrl-C stops it
	@$(PYTHON) mscc/bootstrap.py
	@$(RUN) manage.py demo --port $(PORT)

demo-reset:  ## Make the synthetic history anew
	@$(PYTHON) mscc/bootstrap.py
	@$(RUN) manage.py demo --reset

test:  ## Run every test, those with a browser too
	@$(PYTHON) mscc/bootstrap.py --dev --browser
	@$(RUN) -m pytest -n $(WORKERS)

check:  ## Run every check: style, types, layers, migrations, deployment, hosts, secrets, docs
	@$(PYTHON) mscc/bootstrap.py --dev
	@$(RUN) -m mscc.checks

bench:  ## Measure pages and actions against their own SQL
	@$(PYTHON) mscc/bootstrap.py --dev
	@$(RUN) -m bench
	@MSCC_BENCH_HOME=$(CURDIR)/var/bench-country $(RUN) -m bench.figures

bench-timers:  ## Measure the timers with up to 1,000,000 open clocks, and beside Celery's (about twenty minutes)
	@$(PYTHON) mscc/bootstrap.py --dev
	@MSCC_BENCH_HOME=$(CURDIR)/var/bench-timers $(RUN) -m bench.timers

faults:  ## The long fault runs: real processes, real signals, 2,000 clocks a fault (about half an hour)
	@$(PYTHON) mscc/bootstrap.py --dev
	@$(RUN) -m tests.faults.long $(ONLY)

attack:  ## Send 10,000 requests that nobody would think of (REQUESTS, SEED), then every other attack
	@$(PYTHON) mscc/bootstrap.py --dev
	@REQUESTS=$(or $(REQUESTS),10000) SEED=$(or $(SEED),1) $(RUN) -m pytest -q -rA tests/attacks

durability:  ## Kill PostgreSQL -9 right after an answered save, N times (200), and look for every save
	@$(PYTHON) mscc/bootstrap.py --dev
	@$(RUN) -m tests.faults.long.durable $(or $(N),200)

mutate:  ## Change the rules and scores one thing at a time and count what no test notices (docs/mutation.md)
	@$(PYTHON) mscc/bootstrap.py --dev
	@$(RUN) -m mutmut run --max-children $(WORKERS)
	@$(RUN) -m mutmut results

docs:  ## Draw the generated pages of docs/ from their tables
	@$(PYTHON) mscc/bootstrap.py
	@$(RUN) manage.py write_docs

lock:  ## Write the locks anew from requirements/*.in (needs uv)
	@requirements/lock.sh
