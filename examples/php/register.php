<?php
// Registers, refreshes and unregisters: php -d ffi.enable=1 register.php sip:REGISTRAR USER PASSWORD

$exosip = FFI::cdef('
    typedef struct eXosip_t eXosip_t;
    typedef struct osip_message osip_message_t;
    typedef struct eXosip_event eXosip_event_t;
    eXosip_t *eXosip_malloc(void);
    int eXosip_init(eXosip_t *);
    void eXosip_quit(eXosip_t *);
    void eXosip_free(void *);
    int eXosip_lock(eXosip_t *);
    int eXosip_unlock(eXosip_t *);
    int eXosip_set_option_int(eXosip_t *, int, int);
    int eXosip_listen_addr(eXosip_t *, int, const char *, int, int, int);
    int eXosip_add_authentication_info(eXosip_t *, const char *, const char *, const char *, const char *, const char *);
    int eXosip_register_build_initial_register(eXosip_t *, const char *, const char *, const char *, int, osip_message_t **);
    int eXosip_register_build_register(eXosip_t *, int, int, osip_message_t **);
    int eXosip_register_send_register(eXosip_t *, int, osip_message_t *);
    eXosip_event_t *eXosip_event_wait(eXosip_t *, int, int);
    void eXosip_event_free(eXosip_event_t *);
    int eXosip_event_get_type(const eXosip_event_t *);
    int eXosip_event_get_rid(const eXosip_event_t *);
    int eXosip_event_get_status(const eXosip_event_t *);
', getenv('EXOSIP_LIBRARY') ?: 'libeXosip2.so.15');
const UDP = 17, INET = 2, AUTONOMOUS = 3000, SUCCESS = 0, CHALLENGES = [401, 407];

function check(int $code): int
{
    if ($code < 0) {
        throw new RuntimeException("error $code");
    }
    return $code;
}

function send_first($exosip, $context, string $uri, string $registrar, int $expires): int
{
    $request = $exosip->new('osip_message_t *');
    $exosip->eXosip_lock($context);
    try {
        $rid = check($exosip->eXosip_register_build_initial_register($context, $uri, $registrar, null, $expires, FFI::addr($request)));
        check($exosip->eXosip_register_send_register($context, $rid, $request));
        return $rid;
    } finally {
        $exosip->eXosip_unlock($context);
    }
}

// Sends the next REGISTER; 0 seconds end the registration.
function send_next($exosip, $context, int $rid, int $expires): void
{
    $request = $exosip->new('osip_message_t *');
    $exosip->eXosip_lock($context);
    try {
        check($exosip->eXosip_register_build_register($context, $rid, $expires, FFI::addr($request)));
        check($exosip->eXosip_register_send_register($context, $rid, $request));
    } finally {
        $exosip->eXosip_unlock($context);
    }
}

// Waits for the success of the REGISTER that was sent last. The library answers challenges.
function await($exosip, $context, int $rid, string $done): void
{
    for ($end = microtime(true) + 60; microtime(true) < $end;) {
        $event = $exosip->eXosip_event_wait($context, 0, 500);
        if ($event === null) {
            continue;
        }
        $type = $exosip->eXosip_event_get_type($event);
        $of = $exosip->eXosip_event_get_rid($event);
        $status = $exosip->eXosip_event_get_status($event);
        $exosip->eXosip_event_free($event);
        if ($of !== $rid || in_array($status, CHALLENGES)) {
            continue;
        }
        if ($type !== SUCCESS) {
            throw new RuntimeException("not $done: $status");
        }
        echo "$done\n";
        return;
    }
    throw new RuntimeException("not $done: no answer");
}

[, $registrar, $user, $password] = $argv;
$context = $exosip->eXosip_malloc();
check($exosip->eXosip_init($context));
check($exosip->eXosip_set_option_int($context, AUTONOMOUS, 1));
check($exosip->eXosip_listen_addr($context, UDP, null, 0, INET, 0));
check($exosip->eXosip_add_authentication_info($context, $user, $user, $password, null, null));
$rid = send_first($exosip, $context, "sip:$user@" . substr($registrar, 4), $registrar, 3600);
await($exosip, $context, $rid, 'registered');
send_next($exosip, $context, $rid, 1800);
await($exosip, $context, $rid, 'refreshed');
send_next($exosip, $context, $rid, 0);
await($exosip, $context, $rid, 'unregistered');
$exosip->eXosip_quit($context);
$exosip->eXosip_free($context);
