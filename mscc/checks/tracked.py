"""What no file of the repository may hold: addresses of outside hosts, secrets, paths of one person's machine."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Every host that a file may name, and why. Nothing here is ever fetched by a page, a set-up step or the service.
ALLOWED_HOSTS = {
    "127.0.0.1": "this machine",
    "www.nice.org.uk": "links to the guideline, for people to follow",
    "www.w3.org": "names of XML vocabularies, which look like addresses",
    "gnu.org": "the text of the licence",
    "www.gnu.org": "the text of the licence",
    "fsf.org": "the text of the licence",
}
# Names that can never belong to anybody (RFC 2606 and 6761).
RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|org|net))$")

ADDRESS = re.compile(r"(?:https?:|[\"'(=])//(?:[^\s/@\"'`<>{}$]*@)?([A-Za-z0-9.-]+)", re.IGNORECASE)
# A host without a scheme, as registries and content networks are named in locks, configs and stylesheets.
BARE = re.compile(r"(?<![\w.@/%-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|co\.uk|org\.uk|nhs\.uk|gov\.uk))(?![\w(.-])")
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a cloud access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a service token": re.compile(r"\b(?:ghp|gho|github_pat|glpat|xox[abp])[-_][A-Za-z0-9_-]{20,}"),
    "a password in an address": re.compile(r"://[^\s/:@\"'{}$]+:[^\s/:@\"'{}$]{3,}@"),
    "a long literal given to a secret's name": re.compile(
        r"(?i)(?:password|passwd|secret|token|api_?key)\w*[\"']?\s*[:=]\s*[\"'](?=[^\"']*\d)[^\"'\s{}$<>]{12,}[\"']"
    ),
}
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:root|work|Users|home/[a-z]+)/[\w.-]")


def outside_hosts(root: Path) -> str:
    """One line for each outside host that is not in the list above, with where it is."""
    found = []
    for where, line in _lines(root):
        for host in {each.strip(".").lower() for each in [*ADDRESS.findall(line), *BARE.findall(line)]}:
            if "." in host and host not in ALLOWED_HOSTS and not RESERVED.search(host):
                found.append(f"{where}: {host}")
    return "\n".join(found)


def secrets(root: Path) -> str:
    """One line for each thing that looks like a secret: what and where, not the secret."""
    return "\n".join(
        f"{where}: {what}" for where, line in _lines(root) for what, sign in SECRETS.items() if sign.search(line)
    )


def machine_paths(root: Path) -> str:
    """One line for each path that exists on one person's machine only."""
    return "\n".join(f"{where}: {line.strip()[:80]}" for where, line in _lines(root) if MACHINE_PATH.search(line))


def _lines(root: Path) -> Iterator[tuple[str, str]]:
    """Every line of every text file that is, or is about to be, in the repository: "file:line" and the text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        raise OSError("git cannot list the files of this checkout: " + listed.stderr.strip().splitlines()[-1])
    for name in filter(None, listed.stdout.split("\0")):
        try:
            text = (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture, or a file that was just removed
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{name}:{number}", line
