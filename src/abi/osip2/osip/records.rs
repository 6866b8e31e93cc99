//! The records of `osip2/osip.h`.

use core::ffi::{c_char, c_int, c_void};

use libc::{time_t, timeval};

use super::kinds::{Machine, OsipEventType, State};
use crate::abi::osip2::osip_fifo::Fifo;
use crate::abi::osipparser2::osip_list::RawList;
use crate::dialog::Dialog;
use crate::mem::{CBox, Text};
use crate::sip::{CSeq, CallId, Message, NameAddr, Via};

/// Called for a message: the number of the callback, the transaction, the message.
pub type MessageCallback = extern "C" fn(c_int, *mut Transaction, *mut Message);
/// Called when a transaction has ended: the number of the callback, the transaction.
pub type KillCallback = extern "C" fn(c_int, *mut Transaction);
/// Called when a message could not be sent: the number of the callback, the transaction, the error.
pub type TransportErrorCallback = extern "C" fn(c_int, *mut Transaction, c_int);
/// Sends a message: the transaction, the message, host, port, socket. 0 for success.
pub type SendCallback =
    extern "C" fn(*mut Transaction, *mut Message, *mut c_char, c_int, c_int) -> c_int;

/// Timers and destination of an INVITE client transaction (RFC 3261 17.1.1).
#[repr(C)]
pub struct Ict {
    /// Milliseconds until the INVITE is sent again; -1 once it is stopped.
    pub timer_a_length: c_int,
    /// When timer A fires.
    pub timer_a_start: timeval,
    /// Milliseconds until the transaction fails without a final response.
    pub timer_b_length: c_int,
    /// When timer B fires.
    pub timer_b_start: timeval,
    /// Milliseconds for which late responses are absorbed.
    pub timer_d_length: c_int,
    /// When timer D fires.
    pub timer_d_start: timeval,
    /// Host to send to; owned.
    pub destination: Option<Text>,
    /// Port to send to.
    pub port: c_int,
}

record_size!(Ict: 88, 44);

/// Timers and destination of a client transaction other than INVITE (RFC 3261 17.1.2).
#[repr(C)]
pub struct Nict {
    /// Milliseconds until the request is sent again; -1 once it is stopped.
    pub timer_e_length: c_int,
    /// When timer E fires.
    pub timer_e_start: timeval,
    /// Milliseconds until the transaction fails without a final response.
    pub timer_f_length: c_int,
    /// When timer F fires.
    pub timer_f_start: timeval,
    /// Milliseconds for which late responses are absorbed.
    pub timer_k_length: c_int,
    /// When timer K fires.
    pub timer_k_start: timeval,
    /// Host to send to; owned.
    pub destination: Option<Text>,
    /// Port to send to.
    pub port: c_int,
}

record_size!(Nict: 88, 44);

/// Timers of an INVITE server transaction (RFC 3261 17.2.1).
#[repr(C)]
pub struct Ist {
    /// Milliseconds until the response is sent again; -1 once it is stopped.
    pub timer_g_length: c_int,
    /// When timer G fires.
    pub timer_g_start: timeval,
    /// Milliseconds for which an ACK is awaited.
    pub timer_h_length: c_int,
    /// When timer H fires.
    pub timer_h_start: timeval,
    /// Milliseconds for which late ACKs are absorbed.
    pub timer_i_length: c_int,
    /// When timer I fires.
    pub timer_i_start: timeval,
}

record_size!(Ist: 72, 36);

/// Timer of a server transaction other than INVITE (RFC 3261 17.2.2).
#[repr(C)]
pub struct Nist {
    /// Milliseconds for which late requests are absorbed.
    pub timer_j_length: c_int,
    /// When timer J fires.
    pub timer_j_start: timeval,
}

record_size!(Nist: 24, 12);

/// One host of an SRV record (RFC 2782).
#[repr(C)]
pub struct SrvEntry {
    /// Name of the host.
    pub srv: [c_char; 512],
    /// Lower ones are tried first.
    pub priority: c_int,
    /// Share of the load among entries of one priority.
    pub weight: c_int,
    /// Scratch value for choosing among weights.
    pub rweight: c_int,
    /// Port of the service.
    pub port: c_int,
    /// Address of the host as text, once it is known.
    pub ipaddress: [c_char; 512],
    /// When the host last failed; zero if it did not.
    pub srv_is_broken: timeval,
}

record_size!(SrvEntry: 1056, 1048);

/// One NAPTR line and the SRV entries behind it (RFC 3263 4.1).
#[repr(C)]
pub struct SrvRecord {
    /// Name that the SRV query asks for.
    pub name: [c_char; 1024],
    /// One of the `OSIP_SRV_STATE_` numbers.
    pub srv_state: c_int,
    /// `flags` of the NAPTR line.
    pub flag: [c_char; 256],
    /// `services` of the NAPTR line, such as `SIP+D2U`.
    pub protocol: [c_char; 1024],
    /// `regexp` of the NAPTR line.
    pub regexp: [c_char; 1024],
    /// `replacement` of the NAPTR line.
    pub replacement: [c_char; 1024],
    /// `order` of the NAPTR line.
    pub order: c_int,
    /// `preference` of the NAPTR line.
    pub preference: c_int,
    /// Entry that is in use.
    pub index: c_int,
    /// The hosts; an empty `srv` ends the list.
    pub srventry: [SrvEntry; 10],
}

record_size!(SrvRecord: 14928, 14848);

/// What DNS says about one domain (RFC 3263).
#[repr(C)]
pub struct Naptr {
    /// The domain.
    pub domain: [c_char; 512],
    /// Application unique string of an ENUM query.
    pub AUS: [c_char; 64],
    /// One of the `OSIP_NAPTR_STATE_` numbers.
    pub naptr_state: c_int,
    /// The resolver's own.
    pub arg: *mut c_void,
    /// Not 0 if the record outlives its transaction.
    pub keep_in_cache: c_int,
    /// SIP over UDP.
    pub sipudp_record: SrvRecord,
    /// SIP over TCP.
    pub siptcp_record: SrvRecord,
    /// SIP over TLS.
    pub siptls_record: SrvRecord,
    /// SIP over DTLS.
    pub sipdtls_record: SrvRecord,
    /// SIP over SCTP.
    pub sipsctp_record: SrvRecord,
    /// ENUM.
    pub sipenum_record: SrvRecord,
}

record_size!(Naptr: 90168, 89676);

/// One transaction (RFC 3261 17).
#[repr(C)]
pub struct Transaction {
    /// The application's own; not used by the library.
    pub your_instance: *mut c_void,
    /// Number of the transaction, unique within its `osip_t`.
    pub transactionid: c_int,
    /// Events that wait to be executed.
    pub transactionff: Option<CBox<Fifo>>,
    /// Copy of the topmost Via.
    pub topvia: Option<CBox<Via>>,
    /// Copy of From.
    pub from: Option<CBox<NameAddr>>,
    /// Copy of To.
    pub to: Option<CBox<NameAddr>>,
    /// Copy of Call-ID.
    pub callid: Option<CBox<CallId>>,
    /// Copy of CSeq.
    pub cseq: Option<CBox<CSeq>>,
    /// The request.
    pub orig_request: Option<CBox<Message>>,
    /// The last response.
    pub last_response: Option<CBox<Message>>,
    /// The ACK for a final response other than 2xx.
    pub ack: Option<CBox<Message>>,
    /// Where the state machine stands.
    pub state: State,
    /// When it was created, in whole seconds of the monotonic clock.
    pub birth_time: time_t,
    /// When it ended; 0 before.
    pub completed_time: time_t,
    /// When it was created.
    pub created_time: timeval,
    /// When it ended.
    pub destroyed_time: timeval,
    /// Socket that messages come from.
    pub in_socket: c_int,
    /// Socket that messages go to.
    pub out_socket: c_int,
    /// The `osip_t` that it belongs to.
    pub config: *mut c_void,
    /// Which state machine runs.
    pub ctx_type: Machine,
    /// Set for an INVITE client transaction.
    pub ict_context: Option<CBox<Ict>>,
    /// Set for an INVITE server transaction.
    pub ist_context: Option<CBox<Ist>>,
    /// Set for another client transaction.
    pub nict_context: Option<CBox<Nict>>,
    /// Set for another server transaction.
    pub nist_context: Option<CBox<Nist>>,
    /// SRV record in use.
    pub record: SrvRecord,
    /// NAPTR record in use; owned by the application.
    pub naptr_record: *mut Naptr,
    /// The application's own.
    pub reserved1: *mut c_void,
    /// The application's own.
    pub reserved2: *mut c_void,
    /// The application's own.
    pub reserved3: *mut c_void,
    /// The application's own.
    pub reserved4: *mut c_void,
    /// The application's own.
    pub reserved5: *mut c_void,
    /// The application's own.
    pub reserved6: *mut c_void,
}

record_size!(Transaction: 15184, 14980);

/// A 2xx or an ACK for one that is sent again (RFC 3261 13.3.1.4).
#[repr(C)]
pub struct Ixt {
    /// The dialog; owned by the application.
    pub dialog: *mut Dialog,
    /// The 2xx, until its ACK comes.
    pub msg2xx: Option<CBox<Message>>,
    /// The ACK, sent again for each late 2xx.
    pub ack: Option<CBox<Message>>,
    /// When it is sent next.
    pub start: timeval,
    /// Milliseconds between two sends.
    pub interval: c_int,
    /// Host to send to; owned.
    pub dest: Option<Text>,
    /// Port to send to.
    pub port: c_int,
    /// Socket to send from.
    pub sock: c_int,
    /// How often it is still sent.
    pub counter: c_int,
}

record_size!(Ixt: 72, 40);

/// The transaction layer: its transactions and its callbacks.
#[repr(C)]
pub struct Osip {
    /// The application's own.
    pub application_context: *mut c_void,
    /// Guards `osip_ict_transactions`.
    pub ict_fastmutex: *mut c_void,
    /// Guards `osip_ist_transactions`.
    pub ist_fastmutex: *mut c_void,
    /// Guards `osip_nict_transactions`.
    pub nict_fastmutex: *mut c_void,
    /// Guards `osip_nist_transactions`.
    pub nist_fastmutex: *mut c_void,
    /// Guards `ixt_retransmissions`.
    pub ixt_fastmutex: *mut c_void,
    /// Guards `transactionid`.
    pub id_mutex: *mut c_void,
    /// Number of the next transaction.
    pub transactionid: c_int,
    /// INVITE client transactions.
    pub osip_ict_transactions: RawList,
    /// INVITE server transactions.
    pub osip_ist_transactions: RawList,
    /// Other client transactions.
    pub osip_nict_transactions: RawList,
    /// Other server transactions.
    pub osip_nist_transactions: RawList,
    /// 2xx and ACK that are sent again.
    pub ixt_retransmissions: RawList,
    /// By `osip_message_callback_type_t`.
    pub msg_callbacks: [Option<MessageCallback>; 60],
    /// By `osip_kill_callback_type_t`.
    pub kill_callbacks: [Option<KillCallback>; 4],
    /// By `osip_transport_error_callback_type_t`.
    pub tp_error_callbacks: [Option<TransportErrorCallback>; 4],
    /// Sends a message: transaction, message, host, port, socket.
    pub cb_send_message: Option<SendCallback>,
    /// Not used.
    pub osip_ict_hastable: *mut c_void,
    /// Not used.
    pub osip_ist_hastable: *mut c_void,
    /// Not used.
    pub osip_nict_hastable: *mut c_void,
    /// Not used.
    pub osip_nist_hastable: *mut c_void,
}

record_size!(Osip: 728, 364);

/// Something that happens to a transaction.
#[repr(C)]
pub struct OsipEvent {
    /// What.
    pub r#type: OsipEventType,
    /// Number of the transaction; 0 if it is not known yet.
    pub transactionid: c_int,
    /// The message of a `RCV_` or `SND_` event; owned.
    pub sip: Option<CBox<Message>>,
}

record_size!(OsipEvent: 16, 12);
