"""Photoactive groups: what they turn into, how fast, and what becomes of it."""
