"""Excitations and what they do."""
