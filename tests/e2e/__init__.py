"""The whole product in a real Chromium, as people use it for a day: ``make e2e``, also for the pictures of every page."""
