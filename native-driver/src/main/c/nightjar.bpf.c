// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * The kernel half: four programs. One for all system calls, on their return, because each program
 * that hangs there costs every call of the machine; the filter is its first step. Three for the
 * life of processes.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>
#include <stdbool.h>

#ifndef NULL
#define NULL ((void *)0)
#endif

#include "kernel.h"
#include "nightjar_abi.h"
#include "syscalls.bpf.h"
#include "record.bpf.h"
#include "path.bpf.h"
#include "filter.bpf.h"
#include "deny.bpf.h"
#include "address.bpf.h"
#include "socket_tuple.bpf.h"
#include "hooks/open.bpf.h"
#include "hooks/connect.bpf.h"
#include "hooks/socket.bpf.h"
#include "hooks/message.bpf.h"
#include "hooks/dup.bpf.h"
#include "hooks/directory.bpf.h"
#include "hooks/mount.bpf.h"
#include "hooks/namespace.bpf.h"
#include "hooks/ptrace.bpf.h"
#include "hooks/link.bpf.h"
#include "hooks/chmod.bpf.h"
#include "hooks/chown.bpf.h"
#include "hooks/rename.bpf.h"
#include "hooks/unlink.bpf.h"
#include "hooks/identity.bpf.h"
#include "hooks/exec.bpf.h"
#include "hooks/process.bpf.h"
#include "hooks/clone.bpf.h"
#include "hooks/capset.bpf.h"
#include "hooks/signal.bpf.h"
#include "hooks/memory.bpf.h"
#include "hooks/command.bpf.h"
#include "hooks/bpf.bpf.h"
#include "hooks/memfd.bpf.h"
#include "hooks/module.bpf.h"
#include "hooks/setup.bpf.h"

/*
 * The return value of the functions below. Of a function that returns 0 alone the compiler leaves
 * the register as it is, and what is in it then is not always allowed to be returned.
 */
static __always_inline int done(void)
{
	int zero = 0;

	asm volatile("" : "+r"(zero));
	return zero;
}

/*
 * Hooks are inlined into a function for each kind of call: the loader that bpftool makes knows 32
 * functions at most, and each that is not inlined counts.
 */
__noinline int on_open_call(struct call *c)
{
	return c ? on_open(c) : 0;
}

__noinline int on_message_call(struct call *c)
{
	return c ? on_message(c) : 0;
}

__noinline int on_process_call(struct call *c)
{
	if (!c)
		return 0;
	switch (c->type) {
	case NJ_SETNS:
		on_setns(c);
		break;
	case NJ_UNSHARE:
		on_unshare(c);
		break;
	case NJ_PTRACE:
		on_ptrace(c);
		break;
	case NJ_SETUID:
	case NJ_SETGID:
	case NJ_SETREUID:
	case NJ_SETREGID:
	case NJ_SETRESUID:
	case NJ_SETRESGID:
		on_identity(c);
		break;
	case NJ_CLONE:
	case NJ_CLONE3:
	case NJ_FORK:
	case NJ_VFORK:
		on_clone(c);
		break;
	case NJ_CAPSET:
		on_capset(c);
		break;
	case NJ_KILL:
	case NJ_TKILL:
	case NJ_TGKILL:
	case NJ_PIDFD_SEND_SIGNAL:
		on_signal(c);
		break;
	case NJ_PROCESS_VM_READV:
	case NJ_PROCESS_VM_WRITEV:
		on_process_memory(c);
		break;
	case NJ_PRCTL:
	case NJ_KEYCTL:
		on_command(c);
		break;
	case NJ_BPF:
		on_bpf(c);
		break;
	case NJ_MEMFD_CREATE:
		on_memfd(c);
		break;
	case NJ_INIT_MODULE:
	case NJ_FINIT_MODULE:
	case NJ_DELETE_MODULE:
		on_module(c);
		break;
	case NJ_USERFAULTFD:
		on_userfaultfd(c);
		break;
	case NJ_IO_URING_SETUP:
		on_io_uring(c);
		break;
	}
	return done();
}

__noinline int on_socket_call(struct call *c)
{
	if (!c)
		return 0;
	switch (c->type) {
	case NJ_SOCKET:
		on_socket(c);
		break;
	case NJ_CONNECT:
		on_connect(c);
		break;
	case NJ_BIND:
		on_bind(c);
		break;
	case NJ_LISTEN:
		on_listen(c);
		break;
	case NJ_ACCEPT:
	case NJ_ACCEPT4:
		on_accept(c);
		break;
	default:
		on_dup(c);
		break;
	}
	return done();
}

__noinline int on_path_call(struct call *c)
{
	if (!c)
		return 0;
	switch (c->type) {
	case NJ_SYMLINK:
	case NJ_SYMLINKAT:
		on_symlink(c);
		break;
	case NJ_CHMOD:
	case NJ_FCHMOD:
	case NJ_FCHMODAT:
	case NJ_FCHMODAT2:
		on_chmod(c);
		break;
	case NJ_CHOWN:
	case NJ_LCHOWN:
	case NJ_FCHOWN:
	case NJ_FCHOWNAT:
		on_chown(c);
		break;
	case NJ_LINK:
	case NJ_LINKAT:
	case NJ_RENAME:
	case NJ_RENAMEAT:
	case NJ_RENAMEAT2:
	case NJ_PIVOT_ROOT:
		on_two_paths(c);
		break;
	case NJ_UNLINK:
	case NJ_UNLINKAT:
	case NJ_RMDIR:
		on_unlink(c);
		break;
	case NJ_MKDIR:
	case NJ_MKDIRAT:
	case NJ_MKNOD:
	case NJ_MKNODAT:
		on_make(c);
		break;
	case NJ_MOUNT:
		on_mount(c);
		break;
	case NJ_MOVE_MOUNT:
		on_move_mount(c);
		break;
	case NJ_UMOUNT2:
		on_umount(c);
		break;
	case NJ_CHROOT:
		on_chroot(c);
		break;
	}
	return done();
}

SEC("tp_btf/sys_exit")
int BPF_PROG(nj_sys_exit, struct pt_regs *regs, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct call c = { .result = result };

	c.type = call_type(regs, task);
	if (c.type == NJ_NONE || !enabled(c.type) ||
	    (u32)task->tgid == ((volatile struct nj_control *)&control)->own_tgid)
		return 0;
	/* a successful one is told from sched_process_exec */
	if (c.type <= NJ_EXECVEAT && result >= 0)
		return 0;
	call_args(&c, regs, task);
	if (!copies(&c) || !wanted(&c))
		return 0;

	switch (c.type) {
	case NJ_EXECVE:
	case NJ_EXECVEAT:
		return on_failed_exec(&c);
	case NJ_OPEN:
	case NJ_OPENAT:
	case NJ_OPENAT2:
	case NJ_CREAT:
		return on_open_call(&c);
	case NJ_SENDTO:
	case NJ_SENDMSG:
	case NJ_SENDMMSG:
	case NJ_RECVFROM:
	case NJ_RECVMSG:
	case NJ_RECVMMSG:
		return on_message_call(&c);
	case NJ_SOCKET:
	case NJ_CONNECT:
	case NJ_BIND:
	case NJ_LISTEN:
	case NJ_ACCEPT:
	case NJ_ACCEPT4:
	case NJ_DUP:
	case NJ_DUP2:
	case NJ_DUP3:
	case NJ_FCNTL:
		return on_socket_call(&c);
	case NJ_SETNS:
	case NJ_UNSHARE:
	case NJ_PTRACE:
	case NJ_SETUID:
	case NJ_SETGID:
	case NJ_SETREUID:
	case NJ_SETREGID:
	case NJ_SETRESUID:
	case NJ_SETRESGID:
		return on_process_call(&c);
	default:
		/* calls on processes have the last codes */
		return c.type >= NJ_CLONE ? on_process_call(&c) : on_path_call(&c);
	}
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(nj_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	return enabled(NJ_EXECVE) ? on_exec(task, bprm) : 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(nj_fork, struct task_struct *creator, struct task_struct *child)
{
	return enabled(NJ_PROCESS_FORK) ? on_fork(creator, child) : 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(nj_exit, struct task_struct *task)
{
	return enabled(NJ_PROCESS_EXIT) ? on_exit(task) : 0;
}

char LICENSE[] SEC("license") = "GPL";
