"""Spin states and the gap between them."""
