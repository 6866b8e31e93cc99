#!/bin/sh
# rustc for the crates of this workspace, with the one nightly switch that the generator needs; dependencies stay as Cargo checked them.
RUSTC_BOOTSTRAP=1 exec "$@"
