/* An account in a loop of epoll (Linux): epoll sip:REGISTRAR USER PASSWORD
 *
 *   cc epoll.c -o epoll $(pkg-config --cflags --libs libeXosip2) */
#include <sys/epoll.h>
#include <unistd.h>

#include "account.h"

int main(int argc, char **argv)
{
	struct account account;
	struct epoll_event interest, ready;
	int queue = epoll_create1(EPOLL_CLOEXEC);

	if (queue < 0 || begin_account(&account, argc, argv) != OSIP_SUCCESS)
		return 2;
	memset(&interest, 0, sizeof interest);
	interest.events = EPOLLIN;
	epoll_ctl(queue, EPOLL_CTL_ADD, eXosip_event_geteventsocket(account.context), &interest);
	while (!account.is_over && epoll_wait(queue, &ready, 1, -1) >= 0)
		read_events(&account);
	close(queue); /* before the library closes its descriptor */
	return end_account(&account);
}
