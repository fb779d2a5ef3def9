"""Proposals of new molecules: which could be made, by named reactions from building blocks."""
