"""Short messages to citizens by a provider port."""
