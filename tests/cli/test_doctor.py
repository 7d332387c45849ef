"""`regulars doctor` and what refuses to start: each fault comes with its remedy."""

import socket
from pathlib import Path

import pytest

from api.core.settings import Settings
from tests.support.installation import regulars

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
STRONG = "sxJ2-kd93LmQ_qpa8Vz71yTnbC5rWe0uHfGi46oN"


def test_it_looks_at_everything(tmp_path: Path) -> None:
    """Given a fresh folder, when the doctor runs, then each thing that can be wrong has its line."""
    told = regulars("doctor", "--data", str(tmp_path / "data"), "--port", "0", cwd=tmp_path).stdout
    for name in ("python", "node", "browser", "pwa", "disk", "port", "secrets", "database", "redis"):
        assert name in told
    assert "embedded, starts with `regulars up`" in told
    assert not (tmp_path / "data").exists()


def test_faults_come_with_remedies(tmp_path: Path) -> None:
    """Given servers that do not answer and a taken port, when the doctor runs, then each has a remedy."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = regulars(
            "doctor",
            "--port",
            str(port),
            cwd=tmp_path,
            DATABASE_URL="postgresql://postgres@127.0.0.1:9/none",
            REDIS_URL="redis://127.0.0.1:9/0",
        )
    assert done.returncode == 1
    assert "check DATABASE_URL" in done.stdout
    assert "check REDIS_URL" in done.stdout
    assert f"{port} is taken by" in done.stdout
    assert "--port 0" in done.stdout


@pytest.mark.security
@pytest.mark.parametrize("secret", ["", "short", "a" * 64])
@pytest.mark.parametrize("command", ["api", "worker", "up"])
def test_a_weak_secret_does_not_start_outside_development(tmp_path: Path, command: str, secret: str) -> None:
    """Given production and a missing or weak secret, when anything starts, then it refuses with the way to make one."""
    done = regulars(command, cwd=tmp_path, ENVIRONMENT="production", SECRET_KEY=secret)
    assert done.returncode == 1
    assert "SECRET_KEY is missing or weak" in done.stderr
    assert "secrets.token_urlsafe" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_out_of_reach_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Given a database that does not answer, when `migrate` wants it, then it says so without a traceback."""
    done = regulars(
        "migrate",
        cwd=tmp_path,
        DATABASE_URL="postgresql://postgres@127.0.0.1:9/none",
        REDIS_URL="redis://127.0.0.1:9/0",
    )
    assert done.returncode == 1
    assert done.stderr.startswith("a server is out of reach: ")
    assert "Traceback" not in done.stderr


def test_a_strong_secret_is_accepted(tmp_path: Path) -> None:
    """Given production and a strong secret, when the doctor looks, then secrets are good."""
    done = regulars("doctor", cwd=tmp_path, ENVIRONMENT="production", SECRET_KEY=STRONG)
    assert "given and long enough (production)" in done.stdout


def test_the_example_environment_names_every_setting_with_its_default() -> None:
    """Given .env.example, when it is read, then it lists every setting, and a value is the default."""
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and line[0] != "#"]
    given = dict(line.split("=", 1) for line in lines)
    assert set(given) == {name.upper() for name in Settings.model_fields}
    defaults = Settings.model_construct()
    for name, text in given.items():
        default = getattr(defaults, name.lower())
        assert text in ("", str(default), str(default).lower())
