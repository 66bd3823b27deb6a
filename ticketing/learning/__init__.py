"""What closed tickets teach: which words speak for which category, and how much of a draft people leave as it was."""
