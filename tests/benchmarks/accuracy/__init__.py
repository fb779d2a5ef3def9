"""Computed against measured: one module a kind, each with a function ``run``."""
