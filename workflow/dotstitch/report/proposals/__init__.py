"""Molecules that a campaign proposes, as the page shows them."""
