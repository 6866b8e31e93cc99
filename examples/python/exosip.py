"""The functions of libeXosip2 that a registration needs, through ctypes."""
import ctypes
import os

_lib = ctypes.CDLL(os.environ.get("EXOSIP_LIBRARY", "libeXosip2.so.15"))

REGISTRATION_SUCCESS, REGISTRATION_FAILURE = 0, 1
IPPROTO_UDP, AF_INET = 17, 2
AUTONOMOUS = 3000  # EXOSIP_OPTION_AUTONOMOUS: the library answers challenges and refreshes by itself


def _function(name, result, *arguments):
    function = getattr(_lib, name)
    function.restype, function.argtypes = result, arguments
    return function


_pointer, _int, _text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
malloc = _function("eXosip_malloc", _pointer)
init = _function("eXosip_init", _int, _pointer)
quit = _function("eXosip_quit", None, _pointer)
free = _function("eXosip_free", None, _pointer)
lock = _function("eXosip_lock", _int, _pointer)
unlock = _function("eXosip_unlock", _int, _pointer)
set_option_int = _function("eXosip_set_option_int", _int, _pointer, _int, _int)
listen_addr = _function("eXosip_listen_addr", _int, _pointer, _int, _text, _int, _int, _int)
add_authentication_info = _function("eXosip_add_authentication_info", _int, _pointer, _text, _text, _text, _text, _text)
build_initial_register = _function(
    "eXosip_register_build_initial_register", _int, _pointer, _text, _text, _text, _int, ctypes.POINTER(_pointer))
build_register = _function("eXosip_register_build_register", _int, _pointer, _int, _int, ctypes.POINTER(_pointer))
send_register = _function("eXosip_register_send_register", _int, _pointer, _int, _pointer)
copy_text = _function("eXosip_register_copy_text", _int, _pointer, _int, _int, ctypes.c_char_p, _int)
event_wait = _function("eXosip_event_wait", _pointer, _pointer, _int, _int)
event_descriptor = _function("eXosip_event_geteventsocket", _int, _pointer)
event_free = _function("eXosip_event_free", None, _pointer)
event_type = _function("eXosip_event_get_type", _int, _pointer)
event_rid = _function("eXosip_event_get_rid", _int, _pointer)
event_status = _function("eXosip_event_get_status", _int, _pointer)


class Error(Exception):
    """A negative code of the library."""


def check(code):
    """The number that a function returned; an exception if it is an error."""
    if code < 0:
        raise Error(code)
    return code


class UserAgent:
    """A context with one login, which listens on UDP."""

    def __init__(self, user, password):
        self.context = malloc()
        check(init(self.context))
        check(set_option_int(self.context, AUTONOMOUS, 1))
        check(listen_addr(self.context, IPPROTO_UDP, None, 0, AF_INET, 0))
        user, password = user.encode(), password.encode()
        check(add_authentication_info(self.context, user, user, password, None, None))

    def close(self):
        quit(self.context)
        free(self.context)

    def register(self, uri, registrar, expires):
        """Sends the first REGISTER; the number of the registration."""
        request = _pointer()
        lock(self.context)
        try:
            rid = check(build_initial_register(
                self.context, uri.encode(), registrar.encode(), None, expires, ctypes.byref(request)))
            check(send_register(self.context, rid, request))
        finally:
            unlock(self.context)
        return rid

    def refresh(self, rid, expires):
        """Sends the next REGISTER; 0 seconds end the registration."""
        request = _pointer()
        lock(self.context)
        try:
            check(build_register(self.context, rid, expires, ctypes.byref(request)))
            check(send_register(self.context, rid, request))
        finally:
            unlock(self.context)

    def next_event(self, milliseconds):
        """(type, rid, status) of the next event, or None. Other threads of Python run meanwhile."""
        event = event_wait(self.context, 0, milliseconds)
        if not event:
            return None
        result = event_type(event), event_rid(event), event_status(event)
        event_free(event)
        return result

    def transport(self, rid):
        buffer = ctypes.create_string_buffer(16)
        check(copy_text(self.context, rid, 1, buffer, len(buffer)))
        return buffer.value.decode()
