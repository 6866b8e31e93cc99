# The simulation: random worlds in virtual time, each made of one seed.

SEEDS ?= 100000
FIRST ?= 1
SIMULATION := $(CARGO) test --test simulation

simulate: setup-test ## random worlds of registrars and networks that behave badly: SEEDS=1000000, FIRST=1; SEED=17 for the story of one
	$(if $(SEED),SEED=$(SEED)) SEEDS=$(SEEDS) FIRST=$(FIRST) $(SIMULATION) invariants -- --nocapture

test-simulation: setup-test test-cargo ## two thousand of them, and a self-test of each invariant
	$(part) env SEEDS=2000 $(SIMULATION)

test-grid: setup-test ## all 2,120 combinations of healthy accounts beside ignored ones; make test-cargo runs one in sixteen
	$(part) env GRID=all $(CARGO) test --quiet --test register grid

.PHONY: simulate test-grid
