"""Files that citizens and units add: checked, stored once by their content, and found again."""
