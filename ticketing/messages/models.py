"""Tables: short messages to citizens by a provider port."""
