"""The administrator's guide, followed to the letter on a fresh PostgreSQL server."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import psycopg

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "administrator.md"
# For machines that have the server of the wheel and none of its programs.
STANDS_IN = """#!{python}
import os, sys
import psycopg
words = sys.argv[1:]
with psycopg.connect(dbname="postgres", autocommit=True) as connection:
    connection.execute(words[words.index("-c") + 1] if "-c" in words else f"CREATE DATABASE {{words[-1]}}")
"""


def test_the_steps_of_the_guide_lead_to_a_record_that_the_server_guards(postgresql_server: str, tmp_path: Path) -> None:
    section = GUIDE.read_text("utf-8").partition("### Step by step\n")[2].partition("\n### ")[0]
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL))
    assert "nen7510 db roles" in script
    socket = unquote(postgresql_server.partition("host=")[2])
    script = script.replace("db.example.nl", socket)
    for name in ("psql", "createdb"):
        program = tmp_path / name
        program.write_text(STANDS_IN.format(python=sys.executable))
        program.chmod(0o755)
    path = f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    finished = subprocess.run(
        ["sh", "-eux"],
        input=script,
        env={**os.environ, "PATH": path, "NEN7510_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        assert finished.returncode == 0, finished.stderr
        assert "D-1: suspend, approved by bram." in finished.stdout
        with psycopg.connect(f"host={socket} user=iris dbname=nen7510") as connection:
            found = connection.execute("SELECT recorded_by FROM nen7510.entries ORDER BY seq").fetchall()
        assert [by for (by,) in found] == ["anna", "anna", "anna", "lotte", "anna", "bram"]
    finally:
        with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS nen7510 WITH (FORCE)")
            for login in ("beheer", "anna", "bram", "iris", "lotte"):
                connection.execute(f"DROP ROLE IF EXISTS {login}")


def test_each_line_of_the_threat_model_names_a_test() -> None:
    section = (ROOT / "SECURITY.md").read_text("utf-8").partition("## Who could want what")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.split("|")[4])
        assert named
        assert all(f"def {each}(" in tests for each in named), row
