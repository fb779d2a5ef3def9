"""The finding in words: who leads and how surely, why, what to watch, what to measure next."""
