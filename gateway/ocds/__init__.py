"""
The Open Contracting Data Standard 1.1 (https://standard.open-contracting.org/1.1/) at `/ocds`: what becomes of calls,
of their awards and contracts, for everybody. A call is a contracting process; outsourcing writes its releases, here
they are put into packages.
"""

from gateway.ocds.bulk import stream_releases
from gateway.ocds.edge import list_records, list_releases, show_record, show_release

__all__ = ["list_records", "list_releases", "show_record", "show_release", "stream_releases"]
