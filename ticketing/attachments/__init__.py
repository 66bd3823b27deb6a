"""Files that citizens and units add: judged by their content, looked through for viruses, stored once, and found again."""
