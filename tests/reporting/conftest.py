"""A site with an auditor engaged for its entity."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.site import Site, begun_anew, laid_in


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with laid_in(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    with begun_anew(shared_site) as made:
        person = made.house.person
        made.people["auditor"] = person(
            "auditor", username="auditor", name="Olu Adeyemi", engagements=(made.entity,)
        )
        yield made
