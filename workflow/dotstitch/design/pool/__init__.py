"""The pool: chromophores that were computed once, at draft, for the cheap model to learn from."""
