"""What must not wait, found twice: by tables of words, and by a linear model of whole sentences that weighs what tables miss."""
