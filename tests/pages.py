"""What is checked of the pages.

pages.py PAGE... >FILE writes each piece of C on the pages into one C file that compiles. Pieces that are functions stand as they are, others
within a function of their own; what pieces leave out is declared above them.

pages.py --recipes PAGE >FILE writes the same for tests/recipes, with a table of the functions by the headings that they stand under.

pages.py --shell PAGE... >FILE writes the commands on the pages, for the shell to judge whether they are commands.

pages.py --rows PAGE [TRANSLATION...] prints what is wrong with the tables of differences of PAGE: each row has a number of its own and a reason, and
names tests that exist. The rows of a translation have the numbers of rows of PAGE."""
import os
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


def pieces(page, language="c"):
    return re.findall(rf"^```{language}\n(.*?)^```$", open(page, encoding="utf-8").read(), re.S | re.M)


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


def write_recipes(page):
    print(HEAD)
    table, heading = [], ""
    for line in re.findall(r"^#+ [^\n]*$|^```c\n.*?^```$", open(page, encoding="utf-8").read(), re.S | re.M):
        if line.startswith("#"):
            heading = line.lstrip("# ")
            continue
        text = written(len(table), line[5:-3])
        print(text)
        is_void = f"void piece_{len(table)}(" in text
        functions = f"piece_{len(table)}, NULL" if is_void else f"NULL, piece_{len(table)}"
        table.append(f'\t{{"{heading}", {functions}}},')
    print("static const struct {\n\tconst char *heading;\n\tvoid (*run)(void);\n\tint (*result)(void);\n} recipes[] = {")
    print("\n".join(table), "};", sep="\n")


def rows(page):
    """The cells of each row that has a number, and of each row that should have one."""
    differences, is_table = [], False
    for line in open(page, encoding="utf-8"):
        if not line.startswith("|"):
            is_table = False
        elif line.startswith(("| id |", "| 编号 |")):
            is_table = True
        elif is_table and not line.startswith("|---"):
            differences.append([cell.strip() for cell in line.strip()[1:-1].split("|")])
    return differences


def is_test(name):
    path, _, function = name.partition("::")
    if not os.path.isfile(path):
        return False
    text = open(path, encoding="utf-8").read()
    if path.endswith(".rs"):
        return re.search(rf"#\[test\]\n(\s*(#|//).*\n)*\s*fn {function}\(", text) is not None
    if path.endswith(".c"):
        return re.search(rf"^(static )?(void|int) {function}\(", text, re.M) is not None
    return not function


def check_rows(page, translations):
    expected = {}
    for cells in rows(page):
        letter, number = cells[0][:1], cells[0][1:]
        expected[letter] = expected.get(letter, 0) + 1
        if not number.isdigit() or int(number) != expected[letter]:
            print(f"{page}: {cells[0]} is not {letter}{expected[letter]}")
        if len(cells) == 6 and not cells[4]:
            print(f"{page}: {cells[0]} has no reason")
        tests = re.findall(r"`([^`]+)`", cells[-1]) if len(cells) == 6 else []
        if not tests:
            print(f"{page}: {cells[0]} names no test")
        for test in tests:
            if not is_test(test):
                print(f"{page}: {cells[0]} names {test}, which is no test")
    if not expected:
        print(f"{page} has no row")
    numbers = {f"{letter}{number + 1}" for letter, count in expected.items() for number in range(count)}
    for translation in translations:
        for cells in rows(translation):
            if cells[0] not in numbers:
                print(f"{translation}: {cells[0]} is no row of {page}")


if sys.argv[1:2] == ["--rows"]:
    check_rows(sys.argv[2], sys.argv[3:])
elif sys.argv[1:2] == ["--recipes"]:
    write_recipes(sys.argv[2])
elif sys.argv[1:2] == ["--shell"]:
    for page in sys.argv[2:]:
        print("\n".join(pieces(page, "sh")))
else:
    number = 0
    print(HEAD)
    for page in sys.argv[1:]:
        for piece in pieces(page):
            number += 1
            print(f'#line 1 "{page}, piece {number}"')
            print(written(number, piece))
