typedef unsigned char *POINTER;
typedef unsigned short UINT2;
typedef unsigned int UINT4;

#define PROTOTYPES 1
#define PROTO_LIST(list) list
