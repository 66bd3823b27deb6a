"""What a person has still to do."""
