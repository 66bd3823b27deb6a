"""Numbered documents of the hotline, from plain values to PDF and Word."""
