"""Topics of the secretary (每月一题): a month's list of matters, each with its owner, followed until solved."""
