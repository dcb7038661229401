"""Figures about CaseFlow, as ratios within one run; `make bench` prints and keeps them."""
