// SPDX-License-Identifier: Apache-2.0
/*
 * The smallest program there is: no library, no start-up code. As it stands it ends at once; with
 * WRITE_FIRST its first system call tells that it ran, and then it waits to be killed.
 */
#include <sys/syscall.h>

static inline long call(long number, long first, long second, long third)
{
#if defined(__x86_64__)
	register long r10 asm("r10") = 0;
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
		     : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long x8 asm("x8") = number;
	register long x0 asm("x0") = first;
	register long x1 asm("x1") = second;
	register long x2 asm("x2") = third;
	register long x3 asm("x3") = 0;

	asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
#else
#error "no support for this architecture"
#endif
}

__attribute__((noreturn)) void _start(void)
{
#ifdef WRITE_FIRST
	call(SYS_write, 1, (long)"!", 1);
	/* standard output stays open, so that its end is this program's end */
	for (;;)
		call(SYS_ppoll, 0, 0, 0);
#else
	for (;;)
		call(SYS_exit, 0, 0, 0);
#endif
}
