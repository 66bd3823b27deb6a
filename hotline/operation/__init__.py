"""What an operator changes on the page, taken up by the running node."""
