"""Evidence (佐证材料): files that show what was decided and done, of whatever is handled jointly."""
