"""Callback and evaluation (回访): lists, tries, grades, questionnaires."""
