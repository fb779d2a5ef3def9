"""Slower and better calculations that the models of the library are judged by."""
