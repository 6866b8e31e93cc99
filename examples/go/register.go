// Registers, refreshes and unregisters: register sip:REGISTRAR USER PASSWORD
package main

/*
#cgo pkg-config: libeXosip2
#include <stdlib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <eXosip2/eXosip.h>
#include <eXosip2/eX_ext.h>
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"time"
	"unsafe"
)

// Agent is a context with one login, which listens on UDP.
type Agent struct{ context *C.struct_eXosip_t }

func check(code C.int) C.int {
	if code < 0 {
		fmt.Println("error", code)
		os.Exit(1)
	}
	return code
}

// text is a C string that lives until free is called.
func text(s string) (*C.char, func()) {
	c := C.CString(s)
	return c, func() { C.free(unsafe.Pointer(c)) }
}

func newAgent(user, password string) Agent {
	agent := Agent{C.eXosip_malloc()}
	name, freeName := text(user)
	secret, freeSecret := text(password)
	defer freeName()
	defer freeSecret()
	check(C.eXosip_init(agent.context))
	check(C.eXosip_set_option_int(agent.context, C.EXOSIP_OPTION_AUTONOMOUS, 1))
	check(C.eXosip_listen_addr(agent.context, C.IPPROTO_UDP, nil, 0, C.AF_INET, 0))
	check(C.eXosip_add_authentication_info(agent.context, name, name, secret, nil, nil))
	return agent
}

func (agent Agent) close() {
	C.eXosip_quit(agent.context)
	C.eXosip_free(unsafe.Pointer(agent.context))
}

// register sends the first REGISTER.
func (agent Agent) register(uri, registrar string, expires int) C.int {
	from, freeFrom := text(uri)
	proxy, freeProxy := text(registrar)
	defer freeFrom()
	defer freeProxy()
	var request *C.osip_message_t
	C.eXosip_lock(agent.context)
	defer C.eXosip_unlock(agent.context)
	rid := check(C.eXosip_register_build_initial_register(agent.context, from, proxy, nil, C.int(expires), &request))
	check(C.eXosip_register_send_register(agent.context, rid, request))
	return rid
}

// refresh sends the next REGISTER; 0 seconds end the registration.
func (agent Agent) refresh(rid C.int, expires int) {
	var request *C.osip_message_t
	C.eXosip_lock(agent.context)
	defer C.eXosip_unlock(agent.context)
	check(C.eXosip_register_build_register(agent.context, rid, C.int(expires), &request))
	check(C.eXosip_register_send_register(agent.context, rid, request))
}

// await waits for the success of the REGISTER that was sent last. The library answers challenges.
func (agent Agent) await(rid C.int, done string) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		event := C.eXosip_event_wait(agent.context, 0, 500)
		if event == nil {
			continue
		}
		kind, of, status := C.eXosip_event_get_type(event), C.eXosip_event_get_rid(event), C.eXosip_event_get_status(event)
		C.eXosip_event_free(event)
		if of != rid || status == 401 || status == 407 {
			continue
		}
		if kind == C.EXOSIP_REGISTRATION_SUCCESS {
			fmt.Println(done)
			return
		}
		break
	}
	fmt.Println("not", done)
	os.Exit(1)
}

func main() {
	registrar, user, password := os.Args[1], os.Args[2], os.Args[3]
	agent := newAgent(user, password)
	defer agent.close()
	rid := agent.register("sip:"+user+"@"+strings.TrimPrefix(registrar, "sip:"), registrar, 3600)
	agent.await(rid, "registered")
	agent.refresh(rid, 1800)
	agent.await(rid, "refreshed")
	agent.refresh(rid, 0)
	agent.await(rid, "unregistered")
}
