# make run | test | demo | check | interop | torture | faults | fuzz | bench | wheel | screenshots. What they make lies in .venv, var, dist,
# agent_console/static and agent_console/web/node_modules; only Debian packages (make system) are put elsewhere.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
WEB := agent_console/web
WEB_SOURCES := $(shell find $(WEB) -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
# Tests that drive real peers and browsers mostly wait: two at a time, the tests of a folder by one worker.
PEERS := protocol or browser
# Tests that measure time have the machine to themselves.
ALONE := realtime
# The files with one of these marks: reading all the others takes longer than many a test.
marked = $(sort $(shell grep -lrE --include='test_*.py' 'pytest\.mark\.($(subst $() or ,|,$(1)))\b' tests))
PAGES := agent_console/static/index.html
# A shell that forbids bytecode would have each of the hundreds of processes of the tests compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
# How long make check fuzzes, beside the rest of it; longer by hand: make fuzz SECONDS=3600.
FUZZ_SECONDS ?= 60

.PHONY: run test units peers e2e demo check code made interop torture faults fuzz bench bench-asr bench-console bench-draft bench-knowledge bench-telephony bench-tickets check-law soak wheel screenshots ready setup web speech system types format clean
.DELETE_ON_ERROR:

run: speech web
	@$(BIN)/hotline setup
	@exec $(BIN)/hotline serve

demo: speech web system
	@$(BIN)/hotline demo

# What computes gives way to what waits for peers and browsers, so both go on at once, two tests of each.
test: speech web system
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm test --silent
	@$(MAKE) --no-print-directory -j 2 --output-sync=line units peers
	$(BIN)/pytest -m "$(ALONE)" $(call marked,$(ALONE))

units:
	nice -n 5 $(BIN)/pytest -n 2 --dist worksteal -m "not ($(PEERS) or $(ALONE) or interop or e2e)"

peers:
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "($(PEERS)) and not ($(ALONE))" --durations=10 $(call marked,$(PEERS))

# Other people's SIP stacks against ours, with a table at the end; make test runs the core of it.
interop: $(STAMPS)/python system
	$(BIN)/pytest tests/interop tests/telephony/sip -m "protocol or interop"

# Whole days in real browsers, every page in every state, and what axe finds there; the pictures: SCREENSHOTS=docs/screenshots.
e2e: speech web system
	$(BIN)/pytest tests/browser tests/e2e -m "(browser or e2e) and not ($(ALONE))"

# RFC 4475 and our own hostile set against a private running service: three JSON lines, each wrong answer on standard error.
torture: $(STAMPS)/python web
	@$(BIN)/python -m tests.torture

# Recognition's bad days on running services: a JSON line for each fault, with what was lost and when desks were told and clear.
# Some six minutes; one part: make faults ARGS="--part farm".
faults: speech web
	@$(BIN)/python -m tests.faults $(ARGS)

fuzz: $(STAMPS)/python
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),$(FUZZ_SECONDS))

# Every bench, one JSON line for each figure; the soak, which takes half an hour, is asked for by its name.
bench: $(STAMPS)/python
	@$(BIN)/python bench/first_call.py
	@$(MAKE) --no-print-directory bench-draft
	@$(MAKE) --no-print-directory bench-tickets
	@$(MAKE) --no-print-directory bench-knowledge
	@$(MAKE) --no-print-directory bench-console
	@$(MAKE) --no-print-directory bench-asr
	@$(MAKE) --no-print-directory bench-telephony

# How good drafts are on transcripts of calls, each miss on standard error; other calls of the same format: CALLS=FILE.
bench-draft: $(STAMPS)/python
	@$(BIN)/python -m bench.draft $(CALLS)

# A million tickets on PostgreSQL and SQLite, made once under var/bench: lists, searches, commands, the sweep; SCALE=100000 is quick.
bench-tickets: $(STAMPS)/python system
	@$(BIN)/python -m bench.tickets $(ARGS)

# Search as one types among 10,000 articles on PostgreSQL and SQLite, in databases of the run's own; SCALE=1000 is quick.
bench-knowledge: $(STAMPS)/python system
	@$(BIN)/python -m bench.knowledge $(ARGS)

# 500 desks and 20 wallboards beside a bare WebSocket server while 60 calls run; the desk's first load in Chromium. ARGS="--quick" is small.
bench-console: $(STAMPS)/python web system
	@deploy/setup/system-packages bench >&2
	@$(BIN)/python -m bench.console $(ARGS)

# Every number of the law out of the product's own code, from rows: a line for each, and an error where one differs.
check-law: $(STAMPS)/python
	@$(BIN)/hotline check-law

# The live pipeline beside stock Vosk, Mandarin, and calls in real time; ARGS="--quick" for small numbers.
bench-asr: $(STAMPS)/python
	@deploy/setup/system-packages graphs >&2 || true
	@$(BIN)/python -m bench.asr $(ARGS)

# Telephony beside the bare loop, sippy, rtpengine and stock pyVoIP; ARGS="--quick" for small numbers. Soak: MINUTES=30.
bench-telephony: $(STAMPS)/python
	@deploy/setup/system-packages bench >&2
	@$(BIN)/python -m bench.telephony $(ARGS)

soak: $(STAMPS)/python
	@deploy/setup/system-packages bench >&2
	@$(BIN)/python -m bench.telephony.soak --minutes $(or $(MINUTES),30)

# One file that pip installs anywhere, with the pages in it.
wheel: speech web
	@$(BIN)/python -m hatchling build -t wheel -d dist

screenshots: speech web system
	SCREENSHOTS="$(CURDIR)/docs/screenshots" $(BIN)/pytest tests/browser

check: $(STAMPS)/python $(STAMPS)/node
	@$(MAKE) --no-print-directory -j 3 --output-sync=line code made fuzz

code: $(STAMPS)/python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The import contract, what is made from the code, and the types of the pages.
made: $(STAMPS)/python $(STAMPS)/node
	$(BIN)/lint-imports
	$(BIN)/python -m hotline.docs --check
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m agent_console.openapi --check $(WEB)/openapi.json
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npx --no -- openapi-typescript openapi.json -o src/api/types.ts --check
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

# All that make check and make test need, fetched side by side.
ready:
	@$(MAKE) --no-print-directory -j 3 --output-sync=line system setup web

setup: $(STAMPS)/python
web: $(PAGES)
speech: $(STAMPS)/python
system:
	@deploy/setup/system-packages

format: $(STAMPS)/python
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMPS)/python $(STAMPS)/node
	$(BIN)/python -m agent_console.openapi $(WEB)/openapi.json
	$(BIN)/python -m hotline.docs
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent types

$(STAMPS)/venv:
	@deploy/setup/virtual-environment "$(PYTHON)" "$(VENV)" >&2
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python: requirements.lock pyproject.toml | $(STAMPS)/venv
	@deploy/setup/python-environment "$(PYTHON)" "$(VENV)" >&2
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(WEB)/package-lock.json $(WEB)/package.json | $(STAMPS)/venv
	@deploy/setup/node-packages "$(VENV)" "$(WEB)"
	@mkdir -p $(STAMPS) && touch $@

$(PAGES): $(STAMPS)/node $(WEB_SOURCES)
	@deploy/setup/pages "$(VENV)" "$(WEB)"
	@touch $@

clean:
	rm -rf $(VENV) $(WEB)/node_modules agent_console/static
