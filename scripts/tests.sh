#!/bin/sh
# rustc for `make test-cargo`: programs of tests take longer to compile than they run, so they are not optimised. The library is, and so are the
# tests at scale and the simulation, which work most of their time.
case " $* " in
*" --crate-name register "* | *" --crate-name simulation "*) ;;
*" --test "*) set -- "$@" -Copt-level=0 ;;
esac
exec "$@"
