"""From a table row to the species that must be computed; no electronic structure here."""
