"""Cited numbers: every constant, rate and calibration, with its source and uncertainty."""
