"""Thresholds over live figures and the alarms that they raised."""
