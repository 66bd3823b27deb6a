"""Who works here: accounts, sign-in with lock-out, and their sessions."""
