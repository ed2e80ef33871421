"""The supervisor keeps processes running, stops them all, and takes them with it when it is killed."""

import os
import re
import signal
import socket
import subprocess
import textwrap

import pytest
from django.core.management.base import CommandError

from mscc import ports, processes
from tests.infra.running import PYTHON, ROOT, environment, free_port, is_alive, until

SLEEPER = "import time; print('here', flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


@pytest.fixture
def supervise(tmp_path):
    said: list[str] = []
    made: list[processes.Supervisor] = []

    def supervise(*programs: str, grace: float = 5.0) -> processes.Supervisor:
        children = [
            processes.Child(f"child{number}", [PYTHON, "-c", program], environment())
            for number, program in enumerate(programs)
        ]
        made.append(processes.Supervisor(children, tmp_path / "logs", say=said.append, grace=grace))
        made[-1].said = said
        made[-1].start()
        return made[-1]

    yield supervise
    for each in made:
        each.stop()


def has_said(supervisor: processes.Supervisor, number: int = 0) -> bool:
    return "here" in supervisor.log(supervisor.children[number]).read_text()


def test_a_process_that_dies_is_started_again(supervise, monkeypatch):
    supervisor = supervise(SLEEPER)
    child = supervisor.children[0]
    first = child.process
    first.kill()
    first.wait()
    supervisor.look()
    assert child.process is None
    assert "child0 process was ended by SIGKILL; starting it again in 1 s" in supervisor.said[0]
    supervisor.look()
    assert child.process is None  # not at once
    child.start_at = 0.0
    supervisor.look()
    assert child.is_running
    assert child.process.pid != first.pid


def test_a_process_that_goes_on_dying_is_started_ever_more_seldom(supervise):
    supervisor = supervise("raise SystemExit(3)")
    child = supervisor.children[0]
    for _ in range(7):
        child.process.wait()
        supervisor.look()
        child.start_at = 0.0
        supervisor.look()
    pauses = [int(re.search(r"in (\d+) s", words)[1]) for words in supervisor.said]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert "ended with code 3" in supervisor.said[0]


def test_stopping_ends_every_process_even_a_deaf_one(supervise):
    supervisor = supervise(SLEEPER, DEAF, grace=1.0)
    until(lambda: has_said(supervisor, 0) and has_said(supervisor, 1))
    supervisor.stop()
    assert not any(child.is_running for child in supervisor.children)
    assert "child1 process did not end in 1 s" in supervisor.said[-1]


def test_a_killed_supervisor_leaves_nobody_behind(tmp_path):
    program = f"""
        import pathlib, time
        from mscc.processes import Child, Supervisor
        child = Child("child", [{PYTHON!r}, "-c", {SLEEPER!r}], {environment()!r})
        supervisor = Supervisor([child], pathlib.Path({str(tmp_path)!r}))
        supervisor.start()
        print(child.process.pid, flush=True)
        time.sleep(600)
    """
    supervisor = subprocess.Popen(
        [PYTHON, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment()
    )
    with supervisor:
        pid = int(supervisor.stdout.readline())
        assert is_alive(pid)
        supervisor.kill()
    until(lambda: not is_alive(pid), what="the end of the child")


def test_a_stop_is_heard_once():
    with processes.stoppable():
        with pytest.raises(processes.Stopped):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)  # while stopping: no second one


def test_a_long_log_is_put_aside(supervise, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_LOG", 10)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "child0.log").write_text("from an earlier day\n")
    supervisor = supervise(SLEEPER)
    until(lambda: has_said(supervisor))
    assert (tmp_path / "logs" / "child0.log.1").read_text() == "from an earlier day\n"


def test_the_last_words_of_the_one_that_died(supervise):
    supervisor = supervise(SLEEPER, "raise SystemExit('why it died')")
    supervisor.children[1].process.wait()
    supervisor.look()
    assert supervisor.last_words() == "  child1: why it died"


def test_a_port_in_use_is_said_with_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as said:
            ports.check_free(port)
    assert f"Port {port} is in use by another program" in str(said.value)
    other = int(str(said.value).rpartition("PORT=")[2])
    ports.check_free(other)


def test_a_port_that_was_left_a_moment_ago_is_free():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)):
        answer, _ = server.accept()
        answer.close()
    ports.check_free(port)
