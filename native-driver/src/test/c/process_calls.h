// SPDX-License-Identifier: Apache-2.0
/* The calls on processes and on the kernel itself; see calls.c. */
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>

static long number(int index);

/* the child of a call that makes one ends at once, the maker waits and keeps errno */
static long made(long child)
{
	int error = errno;

	if (child == 0)
		_exit(0);
	while (child > 0 && waitpid(-1, NULL, __WALL) > 0)
		;
	errno = error;
	return child;
}

static long clone_three(void)
{
	struct clone_args a = { .flags = number(0), .exit_signal = number(1) };

	return made(syscall(SYS_clone3, &a, sizeof(a)));
}

#if defined(SYS_fork)
/* a user who may have no more processes; the limit does not bind root */
static long fork_refused(void)
{
	struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_NPROC, &none) || syscall(SYS_setresuid, 65533, 65533, 65533))
		return -1;
	return made(syscall(SYS_fork));
}
#endif

/* gives a capability up and asks for it back, which is refused */
static long capset_drop(int bit)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];
	unsigned int mask = 1U << (bit % 32);

	if (syscall(SYS_capget, &head, data))
		return -1;
	data[bit / 32].effective &= ~mask;
	data[bit / 32].permitted &= ~mask;
	if (syscall(SYS_capset, &head, data))
		return -1;
	data[bit / 32].permitted |= mask;
	return syscall(SYS_capset, &head, data);
}

/* the header of a kernel that knew 32 capabilities */
static long capset_old(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_1, 1 };
	struct __user_cap_data_struct data[2] = { { 1, 2, 4 }, { ~0U, ~0U, ~0U } };

	return syscall(SYS_capset, &head, data);
}

static long pidfd_signal(int fd, int signal)
{
	printf("FD %d\n", fd);
	return syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0);
}

/* a child that is gone and reaped; its descriptor still says who it was */
static long pidfd_signal_gone(void)
{
	int child = fork(), fd;

	if (!child)
		pause();
	fd = syscall(SYS_pidfd_open, child, 0);
	printf("CHILD %d\n", child);
	pidfd_signal(fd, SIGKILL);
	waitpid(child, NULL, 0);
	return pidfd_signal(fd, SIGTERM);
}

static long process_memory(long call)
{
	static char here[32], there[32];
	struct iovec local = { here, sizeof(here) };
	struct iovec remote[2] = { { there, 8 }, { there + 16, 16 } };
	long pid = number(0) ? number(0) : getpid();

	printf("ADDRESS %lu\n", (unsigned long)there);
	return syscall(call, pid, &local, 1, remote, 2, number(1));
}

/* the same through the 32-bit entry, whose vectors are half as wide */
static long process_memory_compat(void)
{
#if defined(__x86_64__)
	struct {
		unsigned int local[2], remote[4], arguments[6];
	} *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
		      -1, 0);
	unsigned int base = (unsigned long)low;
	long result;

	low->local[0] = low->remote[0] = base + 1024;
	low->remote[2] = base + 2048;
	low->local[1] = 24;
	low->remote[1] = 8;
	low->remote[3] = 16;
	printf("ADDRESS %u\n", base + 1024);
	/* the sixth argument is the frame pointer, which is put back */
	asm volatile("sub $128, %%rsp\n\tpush %%rbp\n\txor %%ebp, %%ebp\n\tint $0x80\n\t"
		     "pop %%rbp\n\tadd $128, %%rsp"
		     : "=a"(result)
		     : "a"(347), "b"(getpid()), "c"(low->local), "d"(1), "S"(low->remote), "D"(2)
		     : "memory");
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
#else
	errno = ENOSYS;
	return -1;
#endif
}

/* a program of two instructions, or of one, which the verifier refuses */
static long bpf_program(const char *name, int instructions)
{
	struct bpf_insn code[2] = { { .code = 0xb7 }, { .code = 0x95 } };
	union bpf_attr a = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
			     .insns = (unsigned long)code,
			     .insn_cnt = instructions,
			     .license = (unsigned long)"GPL" };

	memcpy(a.prog_name, name, strnlen(name, sizeof(a.prog_name)));
	printf("SIZE %zu\n", sizeof(a));
	return syscall(SYS_bpf, BPF_PROG_LOAD, &a, sizeof(a));
}

static long bpf_map(unsigned int entries)
{
	union bpf_attr a = { .map_type = BPF_MAP_TYPE_ARRAY,
			     .key_size = 4,
			     .value_size = 8,
			     .max_entries = entries,
			     .map_name = "it_map" };

	return syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof(a));
}

static long bpf_get(const char *path)
{
	union bpf_attr a = { .pathname = (unsigned long)path };

	return syscall(SYS_bpf, BPF_OBJ_GET, &a, sizeof(a));
}

static long io_uring(unsigned int entries)
{
	struct io_uring_params p = { .flags = IORING_SETUP_CQSIZE, .cq_entries = 64 };
	long result = syscall(SYS_io_uring_setup, entries, &p);
	int error = errno;

	printf("SUBMISSIONS %u\nCOMPLETIONS %u\nFEATURES %u\n", p.sq_entries, p.cq_entries,
	       p.features);
	errno = error;
	return result;
}

#if defined(SYS_fork)
#define PROCESS_CALLS_OF_X86                          \
	CALL("fork", made(syscall(SYS_fork)))         \
	CALL("fork-refused", fork_refused())          \
	CALL("vfork", made(vfork()))
#else
#define PROCESS_CALLS_OF_X86
#endif

#define PROCESS_CALLS                                                                             \
	PROCESS_CALLS_OF_X86                                                                      \
	CALL("clone", made(syscall(SYS_clone, number(0), 0, 0, 0, 0)))                            \
	CALL("clone3", clone_three())                                                             \
	CALL("capset-drop", capset_drop(number(0)))                                               \
	CALL("capset-old", capset_old())                                                          \
	CALL("kill", syscall(SYS_kill, number(0) ? number(0) : getpid(), number(1)))              \
	CALL("tkill", syscall(SYS_tkill, number(0) ? number(0) : getpid(), number(1)))            \
	CALL("tgkill", syscall(SYS_tgkill, getpid(), number(0) ? number(0) : getpid(), number(1))) \
	CALL("pidfd-signal", pidfd_signal(syscall(SYS_pidfd_open, getpid(), 0), number(0)))       \
	CALL("pidfd-signal-file", pidfd_signal(open(words[0], O_RDONLY), number(1)))              \
	CALL("pidfd-signal-gone", pidfd_signal_gone())                                            \
	CALL("process-vm-readv", process_memory(SYS_process_vm_readv))                            \
	CALL("process-vm-writev", process_memory(SYS_process_vm_writev))                          \
	CALL("process-vm-readv-compat", process_memory_compat())                                  \
	CALL("prctl-name", prctl(PR_SET_NAME, words[0]))                                          \
	CALL("prctl", syscall(SYS_prctl, number(0), number(1), number(2), number(3), number(4)))  \
	CALL("keyctl-join", syscall(SYS_keyctl, 1, words[0], 0, 0, 0))                            \
	CALL("keyctl-search", syscall(SYS_keyctl, 10, number(0), words[1], words[2], number(3)))  \
	CALL("bpf-program", bpf_program(words[0], number(1)))                                     \
	CALL("bpf-map", bpf_map(number(0)))                                                       \
	CALL("bpf-get", bpf_get(words[0]))                                                        \
	CALL("memfd-create", syscall(SYS_memfd_create, words[0], number(1)))                      \
	CALL("init-module", syscall(SYS_init_module, words[0], number(1), words[2]))              \
	CALL("finit-module",                                                                      \
	     syscall(SYS_finit_module, open(words[0], O_RDONLY), words[1], number(2)))            \
	CALL("delete-module", syscall(SYS_delete_module, words[0], number(1)))                    \
	CALL("userfaultfd", syscall(SYS_userfaultfd, number(0)))                                  \
	CALL("io-uring", io_uring(number(0)))
