"""Questionnaires (问卷) that citizens are asked beside the grade: in versions, each with the answers it got."""
