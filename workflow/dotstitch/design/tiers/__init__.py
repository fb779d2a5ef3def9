"""Evaluation of candidates: by what was computed already, by a cheap model, by computing."""
