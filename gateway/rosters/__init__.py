"""
Roster files read as they come in: CSV, NDJSON or a workbook, to rows, a piece at a time and never whole in memory.

Pure reading: what a cell means, and whether it may stand there, is for membership to say.
"""

from gateway.rosters.opening import CSV, MEDIA_TYPES, NDJSON, WORKBOOK, open_roster
from gateway.rosters.row import COLUMNS, RosterFile, Row

__all__ = ["COLUMNS", "CSV", "MEDIA_TYPES", "NDJSON", "WORKBOOK", "RosterFile", "Row", "open_roster"]
