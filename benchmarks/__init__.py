"""Benchmarks: each claim as a ratio of two things measured in turn, in one run (`make bench`)."""
