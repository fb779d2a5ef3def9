"""Quantum dots: sizes, band edges, calibrated levels, transfer of charge and energy."""
