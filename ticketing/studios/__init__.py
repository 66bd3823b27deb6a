"""Studios and task forces (工作室, 专班): members, area, their own statistics."""
