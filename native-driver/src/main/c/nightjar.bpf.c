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
#include "hooks/open.bpf.h"
#include "hooks/connect.bpf.h"
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

SEC("tp_btf/sys_exit")
int BPF_PROG(nj_sys_exit, struct pt_regs *regs, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct call c = { .result = result };

	c.type = call_type(regs, task);
	if (c.type == NJ_NONE || !enabled(c.type) ||
	    (u32)task->tgid == ((volatile struct nj_control *)&control)->own_tgid)
		return 0;
	call_args(&c, regs, task);

	switch (c.type) {
	case NJ_EXECVE:
	case NJ_EXECVEAT:
		return on_failed_exec(task, &c);
	case NJ_OPEN:
	case NJ_OPENAT:
	case NJ_OPENAT2:
	case NJ_CREAT:
		return on_open(task, &c);
	case NJ_CONNECT:
		return on_connect(task, &c);
	case NJ_SETNS:
		return on_setns(task, &c);
	case NJ_UNSHARE:
		return on_unshare(task, &c);
	case NJ_PTRACE:
		return on_ptrace(task, &c);
	case NJ_SYMLINK:
	case NJ_SYMLINKAT:
		return on_symlink(task, &c);
	case NJ_CHMOD:
	case NJ_FCHMOD:
	case NJ_FCHMODAT:
	case NJ_FCHMODAT2:
		return on_chmod(task, &c);
	case NJ_CHOWN:
	case NJ_LCHOWN:
	case NJ_FCHOWN:
	case NJ_FCHOWNAT:
		return on_chown(task, &c);
	case NJ_LINK:
	case NJ_LINKAT:
	case NJ_RENAME:
	case NJ_RENAMEAT:
	case NJ_RENAMEAT2:
		return on_two_paths(task, &c);
	case NJ_UNLINK:
	case NJ_UNLINKAT:
	case NJ_RMDIR:
		return on_unlink(task, &c);
	case NJ_SETUID:
	case NJ_SETGID:
	case NJ_SETREUID:
	case NJ_SETREGID:
	case NJ_SETRESUID:
	case NJ_SETRESGID:
		return on_identity(task, &c);
	}
	return 0;
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
