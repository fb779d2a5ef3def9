"""Figures of the page: hand-made SVG, drawings of molecules, and chart data for the script."""
