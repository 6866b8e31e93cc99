// Registers, refreshes and unregisters: node register.js sip:REGISTRAR USER PASSWORD
// Events are taken without waiting, so that the event loop goes on; no callback of the library is used.
import koffi from 'koffi';

const library = koffi.load(process.env.EXOSIP_LIBRARY ?? 'libeXosip2.so.15');
const context_t = koffi.pointer('eXosip_t', koffi.opaque());
const message_t = koffi.pointer('osip_message_t', koffi.opaque());
const event_t = koffi.pointer('eXosip_event_t', koffi.opaque());
const [int, text, pointer] = ['int', 'const char *', 'void *'];
const declare = (name, result, ...parameters) => library.func(name, result, parameters);

const exosip = {
  malloc: declare('eXosip_malloc', context_t),
  init: declare('eXosip_init', int, context_t),
  quit: declare('eXosip_quit', 'void', context_t),
  free: declare('eXosip_free', 'void', pointer),
  lock: declare('eXosip_lock', int, context_t),
  unlock: declare('eXosip_unlock', int, context_t),
  setOption: declare('eXosip_set_option_int', int, context_t, int, int),
  listen: declare('eXosip_listen_addr', int, context_t, int, text, int, int, int),
  login: declare('eXosip_add_authentication_info', int, context_t, text, text, text, text, text),
  buildInitial: declare('eXosip_register_build_initial_register', int, context_t, text, text, text, int, koffi.out(koffi.pointer(message_t))),
  build: declare('eXosip_register_build_register', int, context_t, int, int, koffi.out(koffi.pointer(message_t))),
  send: declare('eXosip_register_send_register', int, context_t, int, message_t),
  wait: declare('eXosip_event_wait', event_t, context_t, int, int),
  freeEvent: declare('eXosip_event_free', 'void', event_t),
  type: declare('eXosip_event_get_type', int, event_t),
  rid: declare('eXosip_event_get_rid', int, event_t),
  status: declare('eXosip_event_get_status', int, event_t),
};
const UDP = 17, INET = 2, AUTONOMOUS = 3000, SUCCESS = 0, CHALLENGES = [401, 407];

function check(code) {
  if (code < 0) throw new Error(`error ${code}`);
  return code;
}

function locked(context, body) {
  exosip.lock(context);
  try { return body(); } finally { exosip.unlock(context); }
}

function register(context, uri, registrar, expires) {
  return locked(context, () => {
    const request = [null];
    const rid = check(exosip.buildInitial(context, uri, registrar, null, expires, request));
    check(exosip.send(context, rid, request[0]));
    return rid;
  });
}

// Sends the next REGISTER; 0 seconds end the registration.
function refresh(context, rid, expires) {
  locked(context, () => {
    const request = [null];
    check(exosip.build(context, rid, expires, request));
    check(exosip.send(context, rid, request[0]));
  });
}

// The success of the REGISTER that was sent last. The library answers challenges.
async function success(context, rid, done) {
  for (const end = Date.now() + 60000; Date.now() < end;) {
    const event = exosip.wait(context, 0, 0);
    if (event === null) {
      await new Promise(resolve => setTimeout(resolve, 10));
      continue;
    }
    const [type, of, status] = [exosip.type(event), exosip.rid(event), exosip.status(event)];
    exosip.freeEvent(event);
    if (of !== rid || CHALLENGES.includes(status)) continue;
    if (type !== SUCCESS) throw new Error(`not ${done}: ${status}`);
    console.log(done);
    return;
  }
  throw new Error(`not ${done}: no answer`);
}

const [registrar, user, password] = process.argv.slice(2);
const context = exosip.malloc();
check(exosip.init(context));
check(exosip.setOption(context, AUTONOMOUS, 1));
check(exosip.listen(context, UDP, null, 0, INET, 0));
check(exosip.login(context, user, user, password, null, null));
const rid = register(context, `sip:${user}@${registrar.replace(/^sip:/, '')}`, registrar, 3600);
await success(context, rid, 'registered');
refresh(context, rid, 1800);
await success(context, rid, 'refreshed');
refresh(context, rid, 0);
await success(context, rid, 'unregistered');
exosip.quit(context);
exosip.free(context);
