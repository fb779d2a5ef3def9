"""Rounds of computing: which chromophores, as tables that the workflow computes, and the run."""
