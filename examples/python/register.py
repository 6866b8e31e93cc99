"""Registers, refreshes and unregisters: register.py sip:REGISTRAR USER PASSWORD"""
import sys
import time

from exosip import REGISTRATION_SUCCESS, UserAgent

CHALLENGES = (401, 407)


def wait_for(agent, rid, done):
    """Waits for the success of the REGISTER that was sent last."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        event = agent.next_event(500)
        if event is None or event[1] != rid or event[2] in CHALLENGES:
            continue  # challenges are answered by the library
        if event[0] != REGISTRATION_SUCCESS:
            sys.exit(f"not {done}: {event[2]}")
        print(done, flush=True)
        return
    sys.exit(f"not {done}: no answer")


def main():
    registrar, user, password = sys.argv[1:]
    agent = UserAgent(user, password)
    rid = agent.register(f"sip:{user}@{registrar.removeprefix('sip:')}", registrar, 3600)
    wait_for(agent, rid, "registered")
    assert agent.transport(rid) == "UDP"
    agent.refresh(rid, 1800)
    wait_for(agent, rid, "refreshed")
    agent.refresh(rid, 0)
    wait_for(agent, rid, "unregistered")
    agent.close()


main()
