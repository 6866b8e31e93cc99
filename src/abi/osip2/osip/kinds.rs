//! The enumerations and numbers of `osip2/osip.h`.

use core::ffi::c_int;

/// Not asked yet.
pub const OSIP_SRV_STATE_UNKNOWN: c_int = 0;
/// The question failed and may be asked again.
pub const OSIP_SRV_STATE_RETRYLATER: c_int = 2;
/// The hosts are known.
pub const OSIP_SRV_STATE_COMPLETED: c_int = 3;
/// There is no such record.
pub const OSIP_SRV_STATE_NOTSUPPORTED: c_int = 4;

/// Not asked yet.
pub const OSIP_NAPTR_STATE_UNKNOWN: c_int = 0;
/// NAPTR was asked.
pub const OSIP_NAPTR_STATE_INPROGRESS: c_int = 1;
/// NAPTR was answered.
pub const OSIP_NAPTR_STATE_NAPTRDONE: c_int = 2;
/// SRV was asked.
pub const OSIP_NAPTR_STATE_SRVINPROGRESS: c_int = 3;
/// SRV was answered: the record is complete.
pub const OSIP_NAPTR_STATE_SRVDONE: c_int = 4;
/// A question failed and may be asked again.
pub const OSIP_NAPTR_STATE_RETRYLATER: c_int = 5;
/// The domain has neither NAPTR nor SRV records.
pub const OSIP_NAPTR_STATE_NOTSUPPORTED: c_int = 6;

c_enum! {
    /// The state of a transaction or a dialog.
    enum State {
        /// INVITE client: nothing sent yet.
        ICT_PRE_CALLING = 0,
        /// INVITE client: the INVITE is sent.
        ICT_CALLING = 1,
        /// INVITE client: a provisional response was sent or received.
        ICT_PROCEEDING = 2,
        /// INVITE client: a final response was sent or received.
        ICT_COMPLETED = 3,
        /// INVITE client: over.
        ICT_TERMINATED = 4,
        /// INVITE server: nothing received yet.
        IST_PRE_PROCEEDING = 5,
        /// INVITE server: a provisional response was sent or received.
        IST_PROCEEDING = 6,
        /// INVITE server: a final response was sent or received.
        IST_COMPLETED = 7,
        /// INVITE server: the ACK was received.
        IST_CONFIRMED = 8,
        /// INVITE server: over.
        IST_TERMINATED = 9,
        /// Other client: no request sent or received yet.
        NICT_PRE_TRYING = 10,
        /// Other client: the request was sent or received.
        NICT_TRYING = 11,
        /// Other client: a provisional response was sent or received.
        NICT_PROCEEDING = 12,
        /// Other client: a final response was sent or received.
        NICT_COMPLETED = 13,
        /// Other client: over.
        NICT_TERMINATED = 14,
        /// Other server: no request sent or received yet.
        NIST_PRE_TRYING = 15,
        /// Other server: the request was sent or received.
        NIST_TRYING = 16,
        /// Other server: a provisional response was sent or received.
        NIST_PROCEEDING = 17,
        /// Other server: a final response was sent or received.
        NIST_COMPLETED = 18,
        /// Other server: over.
        NIST_TERMINATED = 19,
        /// Dialog: only provisional responses so far.
        DIALOG_EARLY = 20,
        /// Dialog: established.
        DIALOG_CONFIRMED = 21,
        /// Dialog: over.
        DIALOG_CLOSE = 22,
    }
}

c_enum! {
    /// What happens to a transaction.
    enum OsipEventType {
        /// Timer A fired.
        TIMEOUT_A = 0,
        /// Timer B fired.
        TIMEOUT_B = 1,
        /// Timer D fired.
        TIMEOUT_D = 2,
        /// Timer E fired.
        TIMEOUT_E = 3,
        /// Timer F fired.
        TIMEOUT_F = 4,
        /// Timer K fired.
        TIMEOUT_K = 5,
        /// Timer G fired.
        TIMEOUT_G = 6,
        /// Timer H fired.
        TIMEOUT_H = 7,
        /// Timer I fired.
        TIMEOUT_I = 8,
        /// Timer J fired.
        TIMEOUT_J = 9,
        /// An INVITE was received.
        RCV_REQINVITE = 10,
        /// An ACK was received.
        RCV_REQACK = 11,
        /// Another request was received.
        RCV_REQUEST = 12,
        /// A provisional response was received.
        RCV_STATUS_1XX = 13,
        /// A 2xx was received.
        RCV_STATUS_2XX = 14,
        /// Another final response was received.
        RCV_STATUS_3456XX = 15,
        /// An INVITE is to be sent.
        SND_REQINVITE = 16,
        /// An ACK is to be sent.
        SND_REQACK = 17,
        /// Another request is to be sent.
        SND_REQUEST = 18,
        /// A provisional response is to be sent.
        SND_STATUS_1XX = 19,
        /// A 2xx is to be sent.
        SND_STATUS_2XX = 20,
        /// Another final response is to be sent.
        SND_STATUS_3456XX = 21,
        /// The transaction is to end. Nothing is done.
        KILL_TRANSACTION = 22,
        /// None of the others.
        UNKNOWN_EVT = 23,
    }
}

c_enum! {
    /// The four state machines of RFC 3261 17.
    enum Machine {
        /// INVITE client transaction.
        ICT = 0,
        /// INVITE server transaction.
        IST = 1,
        /// Other client transaction.
        NICT = 2,
        /// Other server transaction.
        NIST = 3,
    }
}

c_enum! {
    /// What `osip_set_message_callback` is about.
    enum MessageCallbackType {
        /// INVITE client: the INVITE was sent.
        OSIP_ICT_INVITE_SENT = 0,
        /// INVITE client: the INVITE was sent again.
        OSIP_ICT_INVITE_SENT_AGAIN = 1,
        /// INVITE client: the ACK was sent.
        OSIP_ICT_ACK_SENT = 2,
        /// INVITE client: the ACK was sent again.
        OSIP_ICT_ACK_SENT_AGAIN = 3,
        /// INVITE client: a 1xx was received.
        OSIP_ICT_STATUS_1XX_RECEIVED = 4,
        /// INVITE client: a 2xx was received.
        OSIP_ICT_STATUS_2XX_RECEIVED = 5,
        /// INVITE client: a 2xx was received again.
        OSIP_ICT_STATUS_2XX_RECEIVED_AGAIN = 6,
        /// INVITE client: a 3xx was received.
        OSIP_ICT_STATUS_3XX_RECEIVED = 7,
        /// INVITE client: a 4xx was received.
        OSIP_ICT_STATUS_4XX_RECEIVED = 8,
        /// INVITE client: a 5xx was received.
        OSIP_ICT_STATUS_5XX_RECEIVED = 9,
        /// INVITE client: a 6xx was received.
        OSIP_ICT_STATUS_6XX_RECEIVED = 10,
        /// INVITE client: a final response was received again.
        OSIP_ICT_STATUS_3456XX_RECEIVED_AGAIN = 11,
        /// INVITE server: the INVITE was received.
        OSIP_IST_INVITE_RECEIVED = 12,
        /// INVITE server: the INVITE was received again.
        OSIP_IST_INVITE_RECEIVED_AGAIN = 13,
        /// INVITE server: the ACK was received.
        OSIP_IST_ACK_RECEIVED = 14,
        /// INVITE server: the ACK was received again.
        OSIP_IST_ACK_RECEIVED_AGAIN = 15,
        /// INVITE server: a 1xx was sent.
        OSIP_IST_STATUS_1XX_SENT = 16,
        /// INVITE server: a 2xx was sent.
        OSIP_IST_STATUS_2XX_SENT = 17,
        /// INVITE server: a 2xx was sent again.
        OSIP_IST_STATUS_2XX_SENT_AGAIN = 18,
        /// INVITE server: a 3xx was sent.
        OSIP_IST_STATUS_3XX_SENT = 19,
        /// INVITE server: a 4xx was sent.
        OSIP_IST_STATUS_4XX_SENT = 20,
        /// INVITE server: a 5xx was sent.
        OSIP_IST_STATUS_5XX_SENT = 21,
        /// INVITE server: a 6xx was sent.
        OSIP_IST_STATUS_6XX_SENT = 22,
        /// INVITE server: a final response was sent again.
        OSIP_IST_STATUS_3456XX_SENT_AGAIN = 23,
        /// Other client: a REGISTER was sent.
        OSIP_NICT_REGISTER_SENT = 24,
        /// Other client: a BYE was sent.
        OSIP_NICT_BYE_SENT = 25,
        /// Other client: an OPTIONS was sent.
        OSIP_NICT_OPTIONS_SENT = 26,
        /// Other client: an INFO was sent.
        OSIP_NICT_INFO_SENT = 27,
        /// Other client: a CANCEL was sent.
        OSIP_NICT_CANCEL_SENT = 28,
        /// Other client: a NOTIFY was sent.
        OSIP_NICT_NOTIFY_SENT = 29,
        /// Other client: a SUBSCRIBE was sent.
        OSIP_NICT_SUBSCRIBE_SENT = 30,
        /// Other client: a request of another method was sent.
        OSIP_NICT_UNKNOWN_REQUEST_SENT = 31,
        /// Other client: the request was sent again.
        OSIP_NICT_REQUEST_SENT_AGAIN = 32,
        /// Other client: a 1xx was received.
        OSIP_NICT_STATUS_1XX_RECEIVED = 33,
        /// Other client: a 2xx was received.
        OSIP_NICT_STATUS_2XX_RECEIVED = 34,
        /// Other client: a 2xx was received again.
        OSIP_NICT_STATUS_2XX_RECEIVED_AGAIN = 35,
        /// Other client: a 3xx was received.
        OSIP_NICT_STATUS_3XX_RECEIVED = 36,
        /// Other client: a 4xx was received.
        OSIP_NICT_STATUS_4XX_RECEIVED = 37,
        /// Other client: a 5xx was received.
        OSIP_NICT_STATUS_5XX_RECEIVED = 38,
        /// Other client: a 6xx was received.
        OSIP_NICT_STATUS_6XX_RECEIVED = 39,
        /// Other client: a final response was received again.
        OSIP_NICT_STATUS_3456XX_RECEIVED_AGAIN = 40,
        /// Other server: a REGISTER was received.
        OSIP_NIST_REGISTER_RECEIVED = 41,
        /// Other server: a BYE was received.
        OSIP_NIST_BYE_RECEIVED = 42,
        /// Other server: an OPTIONS was received.
        OSIP_NIST_OPTIONS_RECEIVED = 43,
        /// Other server: an INFO was received.
        OSIP_NIST_INFO_RECEIVED = 44,
        /// Other server: a CANCEL was received.
        OSIP_NIST_CANCEL_RECEIVED = 45,
        /// Other server: a NOTIFY was received.
        OSIP_NIST_NOTIFY_RECEIVED = 46,
        /// Other server: a SUBSCRIBE was received.
        OSIP_NIST_SUBSCRIBE_RECEIVED = 47,
        /// Other server: a request of another method was received.
        OSIP_NIST_UNKNOWN_REQUEST_RECEIVED = 48,
        /// Other server: the request was received again.
        OSIP_NIST_REQUEST_RECEIVED_AGAIN = 49,
        /// Other server: a 1xx was sent.
        OSIP_NIST_STATUS_1XX_SENT = 50,
        /// Other server: a 2xx was sent.
        OSIP_NIST_STATUS_2XX_SENT = 51,
        /// Other server: a 2xx was sent again.
        OSIP_NIST_STATUS_2XX_SENT_AGAIN = 52,
        /// Other server: a 3xx was sent.
        OSIP_NIST_STATUS_3XX_SENT = 53,
        /// Other server: a 4xx was sent.
        OSIP_NIST_STATUS_4XX_SENT = 54,
        /// Other server: a 5xx was sent.
        OSIP_NIST_STATUS_5XX_SENT = 55,
        /// Other server: a 6xx was sent.
        OSIP_NIST_STATUS_6XX_SENT = 56,
        /// Other server: a final response was sent again.
        OSIP_NIST_STATUS_3456XX_SENT_AGAIN = 57,
        /// INVITE client: no final response was received in time.
        OSIP_ICT_STATUS_TIMEOUT = 58,
        /// Other client: no final response was received in time.
        OSIP_NICT_STATUS_TIMEOUT = 59,
        /// How many there are.
        OSIP_MESSAGE_CALLBACK_COUNT = 60,
    }
}

c_enum! {
    /// What `osip_set_kill_transaction_callback` is about.
    enum KillCallbackType {
        /// INVITE client transaction ended.
        OSIP_ICT_KILL_TRANSACTION = 0,
        /// INVITE server transaction ended.
        OSIP_IST_KILL_TRANSACTION = 1,
        /// Other client transaction ended.
        OSIP_NICT_KILL_TRANSACTION = 2,
        /// Other server transaction ended.
        OSIP_NIST_KILL_TRANSACTION = 3,
        /// How many there are.
        OSIP_KILL_CALLBACK_COUNT = 4,
    }
}

c_enum! {
    /// What `osip_set_transport_error_callback` is about.
    enum TransportErrorCallbackType {
        /// INVITE client transaction could not send.
        OSIP_ICT_TRANSPORT_ERROR = 0,
        /// INVITE server transaction could not send.
        OSIP_IST_TRANSPORT_ERROR = 1,
        /// Other client transaction could not send.
        OSIP_NICT_TRANSPORT_ERROR = 2,
        /// Other server transaction could not send.
        OSIP_NIST_TRANSPORT_ERROR = 3,
        /// How many there are.
        OSIP_TRANSPORT_ERROR_CALLBACK_COUNT = 4,
    }
}
