"""The built app and pictures: what is served, how long it is kept, and what is not."""

import json
import os
from pathlib import Path

import pytest

from api.core import files
from api.core.ids import new_id
from tests.web.site import app

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]


async def test_hashed_files_are_kept_for_ever_and_others_asked_again(dist: Path) -> None:
    async with app(dist) as client:
        hashed = await client.get("/assets/app-1a2b3c.js")
        assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (hashed.headers["content-encoding"], hashed.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert hashed.headers["content-type"] == "text/javascript; charset=utf-8"
        again = await client.get("/assets/app-1a2b3c.js", headers={"if-none-match": hashed.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for path in ("/", "/sw.js"):
            assert (await client.get(path)).headers["cache-control"] == "no-cache"
        (dist / "sw.js").write_text("// a newer worker")
        assert (await client.get("/sw.js")).text == "// a newer worker"


async def test_a_smaller_copy_beside_a_file_is_sent_to_those_who_read_it(dist: Path) -> None:
    (dist / "assets" / "app-1a2b3c.js.br").write_bytes(b"smaller")
    async with app(dist) as client:
        for accepted, sent in (("gzip, deflate, br", "br"), ("gzip", "gzip")):
            answer = await client.head("/assets/app-1a2b3c.js", headers={"accept-encoding": accepted})
            assert answer.headers["content-encoding"] == sent
        os.utime(dist / "assets" / "app-1a2b3c.js.br", (0, 0))
        (dist / "assets" / "app-1a2b3c.js").write_text("let x = 3;")
        newer = await client.head("/assets/app-1a2b3c.js", headers={"accept-encoding": "br, gzip"})
        assert newer.headers["content-encoding"] == "gzip"


async def test_a_page_tells_at_once_what_its_first_screen_needs(dist: Path) -> None:
    files = {"en": ["assets/in.js", "assets/in.css"], "de": ["assets/de.js"]}
    (dist / "preload.json").write_text(json.dumps({"/sign-in": files}))
    async with app(dist) as client:
        for language, links in (
            (
                "en-IN, en",
                "</assets/in.js>; rel=modulepreload, </assets/in.css>; rel=preload; as=style; crossorigin",
            ),
            ("de-AT", "</assets/de.js>; rel=modulepreload"),
            (
                "fr",
                "</assets/in.js>; rel=modulepreload, </assets/in.css>; rel=preload; as=style; crossorigin",
            ),
        ):
            page = await client.get("/sign-in", headers={"accept": "text/html", "accept-language": language})
            assert page.headers["link"] == links
        for path in ("/", "/sw.js", "/cards/1"):
            assert "link" not in (await client.get(path, headers={"accept": "text/html"})).headers


async def test_a_page_of_the_app_is_answered_by_the_app(dist: Path) -> None:
    async with app(dist) as client:
        page = await client.get("/wallet/cards/abc", headers={"accept": "text/html"})
        assert (page.status_code, "Regulars" in page.text) == (200, True)
        assert (await client.get("/missing.js")).status_code == 404
        assert (await client.post("/wallet")).status_code == 405
        head = await client.head("/")
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/%00", "/" + "a" * 5000]
)
async def test_nothing_outside_the_folder_is_served(dist: Path, path: str) -> None:
    async with app(dist) as client:
        answer = await client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_an_app_that_is_not_built_says_so() -> None:
    async with app() as client:
        answer = await client.get("/", headers={"accept": "text/html"})
    assert (answer.status_code, "make run" in answer.text) == (503, True)


async def test_a_picture_is_served_for_ever_and_nothing_else() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    key = await files.store(picture, program_id=new_id(), business_id=new_id())
    async with app() as client:
        shown = await client.get(f"/files/{key}")
        assert (shown.content, shown.headers["content-type"]) == (picture, "image/png")
        assert "immutable" in shown.headers["cache-control"]
        again = await client.get(f"/files/{key}", headers={"if-none-match": shown.headers["etag"]})
        assert again.status_code == 304
        for other in (new_id(), "garbage", "..%2f..%2fsecret"):
            assert (await client.get(f"/files/{other}")).status_code == 404
