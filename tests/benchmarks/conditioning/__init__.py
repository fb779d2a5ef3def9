"""Checks of the conditioning on measurements that are too heavy for the tests."""
