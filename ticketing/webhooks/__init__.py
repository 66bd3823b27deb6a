"""Signed answers to the platforms that sent us matters."""
