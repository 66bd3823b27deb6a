"""Policies, answers and scripts that agents look up while they talk."""
