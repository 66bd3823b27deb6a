"""The harassment list (骚扰号码): numbers whose calls are not taken for a while, each with its reason."""
