/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* A finished system call in one form; numbers and registers are those of the architecture. */

/* a finished call; 32-bit calls have the same form */
struct call {
	u64 args[6];
	s64 result;
	u32 type;
	bool compat; /* what its pointers point to has the layout of a 32-bit program */
};

#define NJ_CALL_NUMBERS 512

#if defined(__TARGET_ARCH_x86)
#include "arch/x86.bpf.h"
#elif defined(__TARGET_ARCH_arm64)
#include "arch/arm64.bpf.h"
#else
#error "no table of system calls for this architecture"
#endif
