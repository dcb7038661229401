"""What a manifest does not name is dead: who hears what happened, and the commands of a room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from caseflow.manifests import Commands, RoomSpec, rooms
from tests.support.codebase import texts

MOUNTING = ("caseflow/cli.py", "caseflow/machinery.py")
"""They mount commands that need the whole, by importing them."""
COMMANDS = re.compile(r"\bclick\.(group|command|Group|Command)\b")
HEARING = """
SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(DecisionMade, tell),)
"""
COUNTING = '''
def commands(tools: CommandTools) -> click.Group:
    @click.group("visits")
    def group() -> None:
        """Count visits."""
    return group
'''


def module_of(name: str) -> str:
    return name.removesuffix(".py").replace("/", ".")


def assigned(source: str) -> set[str]:
    """The names that a module gives a value at its top."""
    named: set[str] = set()
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named |= {each.id for each in targets if isinstance(each, ast.Name)}
    return named


def unheard(sources: Mapping[str, str], known: Iterable[RoomSpec]) -> list[str]:
    """Modules with `SUBSCRIPTIONS` that no manifest names."""
    named = {module for room in known for module in room.subscriptions}
    hearing = {module_of(n) for n, text in sources.items() if "SUBSCRIPTIONS" in assigned(text)}
    return sorted(hearing - named)


def unmounted(sources: Mapping[str, str], known: Iterable[RoomSpec]) -> list[str]:
    """Files of commands that no manifest names, and that `cli.py` does not mount by itself."""
    named = {room.commands.made_by.partition(":")[0] for room in known if room.commands}
    mounting = "".join(sources.get(name, "") for name in MOUNTING)
    found = {
        module_of(n) for n, text in sources.items() if is_commands(n) and COMMANDS.search(text)
    }
    return sorted(m for m in found - named if f"from {m} import " not in mounting)


def is_commands(name: str) -> bool:
    """Whether a file holds the commands of a room, beside its manifest or below."""
    return name.endswith("/commands.py") or "/commands/" in name


def test_everybody_who_hears_what_happened_is_named_in_a_manifest() -> None:
    assert unheard(texts("caseflow/", ending=".py"), rooms()) == []


def test_every_command_of_a_room_is_named_in_a_manifest() -> None:
    assert unmounted(texts("caseflow/", ending=".py"), rooms()) == []


def test_a_subscription_that_no_manifest_names_would_be_found() -> None:
    planted = {"caseflow/visits/services/hearing.py": HEARING, "caseflow/visits/words.py": "X = 1"}
    dead = "caseflow.visits.services.hearing"
    assert unheard(planted, rooms()) == [dead]
    assert unheard(planted, [RoomSpec(name="visits", subscriptions=(dead,))]) == []
    plain = {"caseflow/visits/services/hearing.py": "SUBSCRIPTIONS = ()"}
    assert unheard(plain, rooms()) == [dead]


def test_commands_that_no_manifest_names_would_be_found() -> None:
    planted = {"caseflow/visits/commands.py": COUNTING, "caseflow/visits/routes.py": COUNTING}
    assert unmounted(planted, rooms()) == ["caseflow.visits.commands"]
    made_by = "caseflow.visits.commands:commands"
    named = RoomSpec(name="visits", commands=Commands(name="visits", words="", made_by=made_by))
    assert unmounted(planted, [named]) == []
    imported = {"caseflow/cli.py": "from caseflow.visits.commands import commands\n"}
    assert unmounted({**planted, **imported}, rooms()) == []
