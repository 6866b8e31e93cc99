/* Nothing: kept for programs that write them. */
#define msg_logrequest(P, Q) do { } while (0);
#define msg_logresponse(P, Q) do { } while (0);

/* Headers without a type of their own. `set` adds one; `get` finds the first from position `pos` on. */
#define osip_message_set_date(sip, value) osip_message_set_header((osip_message_t *) (sip), "Date", (value))
#define osip_message_get_date(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "date", (pos), (osip_header_t **) (dest))
#define osip_message_set_encryption(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Encryption", (value))
#define osip_message_get_encryption(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "encryption", (pos), (osip_header_t **) (dest))
#define osip_message_set_organization(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Organization", (value))
#define osip_message_get_organization(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "organization", (pos), (osip_header_t **) (dest))
#define osip_message_set_require(sip, value) osip_message_set_header((osip_message_t *) (sip), "Require", (value))
#define osip_message_get_require(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "require", (pos), (osip_header_t **) (dest))
#define osip_message_set_supported(sip, value) osip_message_set_header((osip_message_t *) (sip), "Supported", (value))
#define osip_message_get_supported(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "supported", (pos), (osip_header_t **) (dest))
#define osip_message_set_timestamp(sip, value) osip_message_set_header((osip_message_t *) (sip), "Timestamp", (value))
#define osip_message_get_timestamp(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "timestamp", (pos), (osip_header_t **) (dest))
#define osip_message_set_user_agent(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "User-Agent", (value))
#define osip_message_get_user_agent(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "user-agent", (pos), (osip_header_t **) (dest))
#define osip_message_set_content_language(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Content-Language", (value))
#define osip_message_get_content_language(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "content-language", (pos), (osip_header_t **) (dest))
#define osip_message_set_expires(sip, value) osip_message_set_header((osip_message_t *) (sip), "Expires", (value))
#define osip_message_get_expires(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "expires", (pos), (osip_header_t **) (dest))
#define osip_message_set_in_reply_to(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "In-Reply-To", (value))
#define osip_message_get_in_reply_to(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "in-reply-to", (pos), (osip_header_t **) (dest))
#define osip_message_set_max_forwards(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Max-Forwards", (value))
#define osip_message_get_max_forwards(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "max-forwards", (pos), (osip_header_t **) (dest))
#define osip_message_set_priority(sip, value) osip_message_set_header((osip_message_t *) (sip), "Priority", (value))
#define osip_message_get_priority(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "priority", (pos), (osip_header_t **) (dest))
#define osip_message_set_proxy_require(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Proxy-Require", (value))
#define osip_message_get_proxy_require(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "proxy-require", (pos), (osip_header_t **) (dest))
#define osip_message_set_response_key(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Response-Key", (value))
#define osip_message_get_response_key(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "response-key", (pos), (osip_header_t **) (dest))
#define osip_message_set_subject(sip, value) osip_message_set_header((osip_message_t *) (sip), "Subject", (value))
#define osip_message_get_subject(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "subject", (pos), (osip_header_t **) (dest))
#define osip_message_set_retry_after(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Retry-After", (value))
#define osip_message_get_retry_after(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "retry-after", (pos), (osip_header_t **) (dest))
#define osip_message_set_server(sip, value) osip_message_set_header((osip_message_t *) (sip), "Server", (value))
#define osip_message_get_server(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "server", (pos), (osip_header_t **) (dest))
#define osip_message_set_unsupported(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Unsupported", (value))
#define osip_message_get_unsupported(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "unsupported", (pos), (osip_header_t **) (dest))
#define osip_message_set_warning(sip, value) osip_message_set_header((osip_message_t *) (sip), "Warning", (value))
#define osip_message_get_warning(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "warning", (pos), (osip_header_t **) (dest))
