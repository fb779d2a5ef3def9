"""Fits on measured values that write calibrations and rules into ``data``."""
