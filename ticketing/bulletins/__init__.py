"""Bulletins (通报): daily report, weekly analysis, monthly bulletin, yearly summary, frozen when they are issued."""
