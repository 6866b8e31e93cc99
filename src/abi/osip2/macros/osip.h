/* Milliseconds (RFC 3261 17.1.1.1). The library has its own; these are for programs. */
#ifndef DEFAULT_T1
#define DEFAULT_T1 500
#endif
#ifndef DEFAULT_T1_TCP_PROGRESS
#define DEFAULT_T1_TCP_PROGRESS 500
#endif
#ifndef DEFAULT_T2
#define DEFAULT_T2 4000
#endif
#ifndef DEFAULT_T4
#define DEFAULT_T4 5000
#endif

#ifdef EXOSIP_OPAQUE
#define OSIP_EVENT_TYPE(event) osip_event_get_type(event)
#else
#define OSIP_EVENT_TYPE(event) ((event)->type)
#endif

#define EVT_IS_RCV_INVITE(event) (OSIP_EVENT_TYPE(event) == RCV_REQINVITE)
#define EVT_IS_RCV_ACK(event) (OSIP_EVENT_TYPE(event) == RCV_REQACK)
#define EVT_IS_RCV_REQUEST(event) (OSIP_EVENT_TYPE(event) == RCV_REQUEST)
#define EVT_IS_RCV_STATUS_1XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_1XX)
#define EVT_IS_RCV_STATUS_2XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_2XX)
#define EVT_IS_RCV_STATUS_3456XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_3456XX)
#define EVT_IS_SND_INVITE(event) (OSIP_EVENT_TYPE(event) == SND_REQINVITE)
#define EVT_IS_SND_ACK(event) (OSIP_EVENT_TYPE(event) == SND_REQACK)
#define EVT_IS_SND_REQUEST(event) (OSIP_EVENT_TYPE(event) == SND_REQUEST)
#define EVT_IS_SND_STATUS_1XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_1XX)
#define EVT_IS_SND_STATUS_2XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_2XX)
#define EVT_IS_SND_STATUS_3456XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_3456XX)
#define EVT_IS_INCOMINGMSG(event) \
  (OSIP_EVENT_TYPE(event) >= RCV_REQINVITE && OSIP_EVENT_TYPE(event) <= RCV_STATUS_3456XX)
#define EVT_IS_INCOMINGREQ(event) \
  (OSIP_EVENT_TYPE(event) == RCV_REQINVITE || \
   OSIP_EVENT_TYPE(event) == RCV_REQACK || \
   OSIP_EVENT_TYPE(event) == RCV_REQUEST)
#define EVT_IS_INCOMINGRESP(event) \
  (OSIP_EVENT_TYPE(event) == RCV_STATUS_1XX || \
   OSIP_EVENT_TYPE(event) == RCV_STATUS_2XX || \
   OSIP_EVENT_TYPE(event) == RCV_STATUS_3456XX)
#define EVT_IS_OUTGOINGMSG(event) \
  (OSIP_EVENT_TYPE(event) >= SND_REQINVITE && OSIP_EVENT_TYPE(event) <= SND_STATUS_3456XX)
#define EVT_IS_OUTGOINGREQ(event) \
  (OSIP_EVENT_TYPE(event) == SND_REQINVITE || \
   OSIP_EVENT_TYPE(event) == SND_REQACK || \
   OSIP_EVENT_TYPE(event) == SND_REQUEST)
#define EVT_IS_OUTGOINGRESP(event) \
  (OSIP_EVENT_TYPE(event) == SND_STATUS_1XX || \
   OSIP_EVENT_TYPE(event) == SND_STATUS_2XX || \
   OSIP_EVENT_TYPE(event) == SND_STATUS_3456XX)
#define EVT_IS_MSG(event) (OSIP_EVENT_TYPE(event) >= RCV_REQINVITE && OSIP_EVENT_TYPE(event) <= SND_STATUS_3456XX)
#define EVT_IS_KILL_TRANSACTION(event) (OSIP_EVENT_TYPE(event) == KILL_TRANSACTION)
