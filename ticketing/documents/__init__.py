"""Papers of the hotline: numbered, kept as they were issued, printed as PDF and Word at any time after."""
