"""Media exposure (媒体曝光): what was reported about which tickets, who answers by when, and what came of it."""
