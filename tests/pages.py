"""Writes each piece of C on the pages into one C file that compiles: pages.py PAGE... >FILE

Pieces that are functions stand as they are, others within a function of their own; what pieces leave out is declared above them."""
import re
import sys

HEAD = """
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <eXosip2/eXosip.h>
#include <eXosip2/eX_ext.h>

extern struct eXosip_t *context;
extern eXosip_event_t *event;
extern osip_message_t *request, *message, *invite, *answer, *notify, *subscribe;
extern sdp_message_t *offer;
extern const char *sdp, *document, *user, *password, *edges[];
extern int code, rid, tid, cid, did, sid, rids[];
void handle(eXosip_event_t *);
"""


def pieces(page):
    return re.findall(r"^```c\n(.*?)^```$", open(page, encoding="utf-8").read(), re.S | re.M)


def written(number, piece):
    lines = piece.split("\n")
    outside = [line for line in lines if line.startswith("#")]
    inside = "\n".join(line for line in lines if not line.startswith("#"))
    # A name that is defined on two pages is the same on both.
    outside = [f"#undef {line.split()[1]}\n{line}" if line.startswith("#define") else line for line in outside]
    if re.match(r"\s*(static|int main)", inside):
        return "\n".join([*outside, re.sub(r"(\w+)\(struct", rf"\1_{number}(struct", inside, count=1)])
    if inside.lstrip().startswith("case "):
        inside = f"switch (event->type) {{\n{inside}\ndefault:\n\tbreak;\n}}"
    result = "\treturn 0;\n" if "return " in inside else ""
    kind = "int" if result else "void"
    return "\n".join([*outside, f"{kind} piece_{number}(void);", f"{kind} piece_{number}(void)\n{{\n{inside}{result}}}"])


number = 0
print(HEAD)
for page in sys.argv[1:]:
    for piece in pieces(page):
        number += 1
        print(f'#line 1 "{page}, piece {number}"')
        print(written(number, piece))
