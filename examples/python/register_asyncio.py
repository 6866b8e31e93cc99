"""The same in an event loop: the descriptor of the library is readable while there are events.

register_asyncio.py sip:REGISTRAR USER PASSWORD"""
import asyncio
import sys

from exosip import REGISTRATION_SUCCESS, UserAgent, event_descriptor

CHALLENGES = (401, 407)


class Registrations:
    """Hands events to the tasks that wait for them."""

    def __init__(self, agent):
        self.agent, self.waiting = agent, {}
        asyncio.get_running_loop().add_reader(event_descriptor(agent.context), self.read)

    def read(self):
        while (event := self.agent.next_event(0)) is not None:
            kind, rid, status = event
            future = self.waiting.get(rid)
            if future is not None and not future.done() and status not in CHALLENGES:
                future.set_result((kind, status))

    async def result(self, rid, done):
        self.waiting[rid] = asyncio.get_running_loop().create_future()
        kind, status = await asyncio.wait_for(self.waiting[rid], 60)
        if kind != REGISTRATION_SUCCESS:
            sys.exit(f"not {done}: {status}")
        print(done, flush=True)


async def main():
    registrar, user, password = sys.argv[1:]
    agent = UserAgent(user, password)
    registrations = Registrations(agent)
    rid = agent.register(f"sip:{user}@{registrar.removeprefix('sip:')}", registrar, 3600)
    await registrations.result(rid, "registered")
    agent.refresh(rid, 1800)
    await registrations.result(rid, "refreshed")
    agent.refresh(rid, 0)
    await registrations.result(rid, "unregistered")
    asyncio.get_running_loop().remove_reader(event_descriptor(agent.context))
    agent.close()


asyncio.run(main())
