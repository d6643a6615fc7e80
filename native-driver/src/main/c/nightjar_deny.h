/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the kill at exec, as the library writes and the kernel half reads them. */
#ifndef NIGHTJAR_DENY_H
#define NIGHTJAR_DENY_H

#include <linux/types.h>

/* a path and the zero behind it */
#define NJ_DENY_PATH 256
#define NJ_DENIALS 4096
#define NJ_DENY_CGROUPS 16384

/* zeros behind the path */
struct nj_denial {
	__u8 path[NJ_DENY_PATH];
};

/* bits of a denial's value */
#define NJ_DENY_ANYWHERE 1
#define NJ_DENY_CONTAINERS 2

#endif
