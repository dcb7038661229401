"""Words that should never have stood there are covered on pages that say before what it means."""

from __future__ import annotations

from tests.support.site import Client, Site

NAME = "Marisol Quispe"
TITLE = "Falsified fuel receipts"
WHY = "It named somebody who was harmed."


def typed(site: Site) -> tuple[str, Client]:
    at = f"/cases/{site.log(summary=f'{NAME} was seen at the gate.')}"
    officer, path = site.as_("officer"), f"{at}/correct/account"
    carried = {"version": officer.page(path).carried["version"]}
    words = {"title": TITLE, "account": "Somebody was seen.", "reason": "No names here."}
    officer.sent(path, {**carried, **words})
    return at, officer


def link(client: Client, at: str, part: str) -> str:
    (found,) = {each for each in client.page(at).links if each.endswith(part)}
    return found


def test_one_asks_another_covers_and_the_words_are_nowhere(site: Site) -> None:
    at, officer = typed(site)
    assert NAME in officer.page(at).said
    path = link(officer, at, "/cover")
    assert "There is no way back" in officer.page(path).said
    officer.sent(path, {"reason": WHY})
    assert NAME in officer.page(at).said
    senior = site.as_("senior")
    agree = link(senior, at, "/agree")
    assert "There is no way back" in senior.page(agree).said
    senior.sent(agree, {})
    for client in (officer, senior):
        page = client.page(at)
        assert "What stood there is covered." in page.said
        assert NAME not in page.text
        assert NAME not in client.page(f"{at}?timeline=corrections&whole=1").text
    assert not [each for each in officer.page(at).links if each.endswith("/open")]
    opened = link(senior, at, "/open")
    said = senior.refused(opened, {"reason": "short"}).said
    assert "Say in a few words" in said
    answer = senior.post(opened, {"reason": "Her file has to be found."})
    assert NAME in answer.text
    assert officer.get(opened).status_code == 404


def test_whoever_asked_takes_it_back_on_the_page(site: Site) -> None:
    at, officer = typed(site)
    officer.sent(link(officer, at, "/cover"), {"reason": WHY})
    assert not [each for each in officer.page(at).links if each.endswith("/agree")]
    officer.sent(link(officer, at, "/leave"), {"reason": "Wrong line"})
    assert NAME in officer.page(at).said
    assert link(officer, at, "/cover")
