"""Who heard which recording, and when."""
