"""Calibration of bands on hundreds of measured spectra."""
