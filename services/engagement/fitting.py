"""What kinds of things that units give may help with which kinds of needs."""

from collections.abc import Mapping

from shared.messages.membership import ResourceKind

# By the categories' codes. With a need that no other category names anything may help.
FITTING: Mapping[str, frozenset[ResourceKind]] = {
    "environment": frozenset({"equipment"}),
    "public_facilities": frozenset({"equipment", "expertise", "funds"}),
    "safety": frozenset({"equipment", "expertise"}),
    "elderly": frozenset({"equipment", "expertise", "funds", "venue"}),
    "children": frozenset({"equipment", "expertise", "funds", "venue"}),
    "health": frozenset({"equipment", "expertise", "venue"}),
    "disability": frozenset({"equipment", "expertise", "funds"}),
    "hardship": frozenset({"equipment", "funds"}),
    "law": frozenset({"expertise", "venue"}),
    "disputes": frozenset({"expertise", "venue"}),
    "traffic": frozenset({"expertise", "venue"}),
    "property": frozenset({"equipment", "expertise"}),
    "utilities": frozenset({"equipment", "expertise"}),
    "culture": frozenset({"equipment", "expertise", "funds", "venue"}),
    "learning": frozenset({"equipment", "expertise", "venue"}),
    "employment": frozenset({"expertise", "venue"}),
    "digital": frozenset({"equipment", "expertise", "venue"}),
    "pets": frozenset({"equipment", "expertise"}),
    "policy": frozenset({"expertise"}),
    "other": frozenset({"equipment", "expertise", "funds", "other", "venue"}),
}
