/**
 * @file
 * `osipparser2/osip_md5.h`: MD5 sums (RFC 1321).
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _MD5_H_
#define _MD5_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_MD5_CTX osip_MD5_CTX;

/** An MD5 sum in the making (RFC 1321). It may stand on the stack, and be copied. */
struct osip_MD5_CTX {
  /** The four words A, B, C and D. */
  unsigned int state[4];
  /** How many bits went in, the low word first. */
  unsigned int count[2];
  /** Input that does not fill a block yet. */
  unsigned char buffer[64];
};

/** Begins a sum. The old content of `context` does not matter. */
void osip_MD5Init(struct osip_MD5_CTX *context);

/** Adds `length` bytes to a sum that `osip_MD5Init` began. */
void osip_MD5Update(struct osip_MD5_CTX *context, unsigned char *input, unsigned int length);

/** Writes the 16 bytes of the sum to `digest`, and wipes `context`. */
void osip_MD5Final(unsigned char *digest, struct osip_MD5_CTX *context);

typedef unsigned char *POINTER;
typedef unsigned short UINT2;
typedef unsigned int UINT4;

#define PROTOTYPES 1
#define PROTO_LIST(list) list

#ifdef __cplusplus
}
#endif

#endif
