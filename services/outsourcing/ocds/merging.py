"""
Releases are merged by whoever reads them (OCDS 1.1, "Merging"): what a later one leaves out is kept from the earlier
ones. So a release says of what has disappeared that it is null.
"""

from typing import Any

# Told anew as a whole, wherever they stand (`wholeListMerge` in the release schema).
WHOLE = {"additionalClassifications", "additionalIdentifiers"}
# Not part of what is merged (`omitWhenMerged`), or the same in all releases.
OWN = {"ocid", "id", "date", "tag"}


def carry(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """All that is said now, and that it is null of what was said before and is said no more; in the order of before."""
    return {name: _carried(before.get(name), now.get(name), name) for name in {**before, **now}}


def compiled(release: dict[str, Any]) -> dict[str, Any]:
    """The compiled release, when this is the newest: the state that all of them merge to."""
    own = {"ocid": release["ocid"], "id": f"{release['ocid']}-{release['date']}", "date": release["date"]}
    told = {name: value for name, value in release.items() if name not in OWN}
    return {**own, "tag": ["compiled"], **_without_nulls(told)}


def _carried(before: Any, now: Any, name: str) -> Any:
    if isinstance(before, dict) or isinstance(now, dict):
        return carry(before or {}, now or {})
    if name in WHOLE:
        return now or []
    if _has_ids(before) or _has_ids(now):
        return _carried_list(before or [], now or [])
    return now


def _carried_list(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what disappears the id is left."""
    earlier, later = ({one["id"]: one for one in part} for part in (before, now))
    return [carry(earlier.get(id_, {}), later.get(id_, {"id": id_})) for id_ in {**earlier, **later}]


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    return value
