/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* arm64, and 32-bit programs on it. CallNumbersTest holds the tables against the kernel's headers. */

static const volatile u8 native_calls[NJ_CALL_NUMBERS] = {
	[35] = NJ_UNLINKAT,    [36] = NJ_SYMLINKAT, [37] = NJ_LINKAT,	 [38] = NJ_RENAMEAT,
	[52] = NJ_FCHMOD,      [53] = NJ_FCHMODAT,  [54] = NJ_FCHOWNAT,	 [55] = NJ_FCHOWN,
	[56] = NJ_OPENAT,      [97] = NJ_UNSHARE,   [117] = NJ_PTRACE,	 [143] = NJ_SETREGID,
	[144] = NJ_SETGID,     [145] = NJ_SETREUID, [146] = NJ_SETUID,	 [147] = NJ_SETRESUID,
	[149] = NJ_SETRESGID,  [203] = NJ_CONNECT,  [221] = NJ_EXECVE,	 [268] = NJ_SETNS,
	[276] = NJ_RENAMEAT2,  [281] = NJ_EXECVEAT, [437] = NJ_OPENAT2,	 [452] = NJ_FCHMODAT2,
	[23] = NJ_DUP,          [24] = NJ_DUP3,         [33] = NJ_MKNODAT,      [34] = NJ_MKDIRAT,
	[39] = NJ_UMOUNT2,      [40] = NJ_MOUNT,        [41] = NJ_PIVOT_ROOT,   [51] = NJ_CHROOT,
	[198] = NJ_SOCKET,      [200] = NJ_BIND,        [201] = NJ_LISTEN,      [202] = NJ_ACCEPT,
	[206] = NJ_SENDTO,      [207] = NJ_RECVFROM,    [211] = NJ_SENDMSG,     [212] = NJ_RECVMSG,
	[242] = NJ_ACCEPT4,     [243] = NJ_RECVMMSG,    [269] = NJ_SENDMMSG,    [429] = NJ_MOVE_MOUNT,
	/* processes and the kernel itself */
	[91] = NJ_CAPSET,               [105] = NJ_INIT_MODULE,         [106] = NJ_DELETE_MODULE,
	[129] = NJ_KILL,                [130] = NJ_TKILL,               [131] = NJ_TGKILL,
	[167] = NJ_PRCTL,               [219] = NJ_KEYCTL,              [220] = NJ_CLONE,
	[270] = NJ_PROCESS_VM_READV,    [271] = NJ_PROCESS_VM_WRITEV,   [273] = NJ_FINIT_MODULE,
	[279] = NJ_MEMFD_CREATE,        [280] = NJ_BPF,                 [282] = NJ_USERFAULTFD,
	[424] = NJ_PIDFD_SEND_SIGNAL,   [425] = NJ_IO_URING_SETUP,      [435] = NJ_CLONE3,
	[25] = NJ_FCNTL,
};

/* the same calls of 32-bit programs (EABI, which is all that an arm64 kernel takes of them) */
static const volatile u8 compat_calls[NJ_CALL_NUMBERS] = {
	[2] = NJ_FORK, [5] = NJ_OPEN, [8] = NJ_CREAT, [9] = NJ_LINK, [10] = NJ_UNLINK,
	[11] = NJ_EXECVE, [14] = NJ_MKNOD, [15] = NJ_CHMOD, [16] = NJ_LCHOWN, [21] = NJ_MOUNT,
	[23] = NJ_SETUID, [26] = NJ_PTRACE, [37] = NJ_KILL, [38] = NJ_RENAME, [39] = NJ_MKDIR,
	[40] = NJ_RMDIR, [41] = NJ_DUP, [46] = NJ_SETGID, [52] = NJ_UMOUNT2, [55] = NJ_FCNTL,
	[61] = NJ_CHROOT, [63] = NJ_DUP2, [70] = NJ_SETREUID, [71] = NJ_SETREGID,
	[83] = NJ_SYMLINK, [94] = NJ_FCHMOD, [95] = NJ_FCHOWN, [120] = NJ_CLONE,
	[128] = NJ_INIT_MODULE, [129] = NJ_DELETE_MODULE, [164] = NJ_SETRESUID,
	[170] = NJ_SETRESGID, [172] = NJ_PRCTL, [182] = NJ_CHOWN, [185] = NJ_CAPSET,
	[190] = NJ_VFORK, [198] = NJ_LCHOWN, [203] = NJ_SETREUID, [204] = NJ_SETREGID,
	[207] = NJ_FCHOWN, [208] = NJ_SETRESUID, [210] = NJ_SETRESGID, [212] = NJ_CHOWN,
	[213] = NJ_SETUID, [214] = NJ_SETGID, [218] = NJ_PIVOT_ROOT, [221] = NJ_FCNTL,
	[238] = NJ_TKILL, [268] = NJ_TGKILL, [281] = NJ_SOCKET, [282] = NJ_BIND,
	[283] = NJ_CONNECT, [284] = NJ_LISTEN, [285] = NJ_ACCEPT, [289] = NJ_SENDTO,
	[290] = NJ_SENDTO, [291] = NJ_RECVFROM, [292] = NJ_RECVFROM, [296] = NJ_SENDMSG,
	[297] = NJ_RECVMSG, [311] = NJ_KEYCTL, [322] = NJ_OPENAT, [323] = NJ_MKDIRAT,
	[324] = NJ_MKNODAT, [325] = NJ_FCHOWNAT, [328] = NJ_UNLINKAT, [329] = NJ_RENAMEAT,
	[330] = NJ_LINKAT, [331] = NJ_SYMLINKAT, [333] = NJ_FCHMODAT, [337] = NJ_UNSHARE,
	[358] = NJ_DUP3, [365] = NJ_RECVMMSG, [366] = NJ_ACCEPT4, [374] = NJ_SENDMMSG,
	[375] = NJ_SETNS, [376] = NJ_PROCESS_VM_READV, [377] = NJ_PROCESS_VM_WRITEV,
	[379] = NJ_FINIT_MODULE, [382] = NJ_RENAMEAT2, [385] = NJ_MEMFD_CREATE, [386] = NJ_BPF,
	[387] = NJ_EXECVEAT, [388] = NJ_USERFAULTFD, [417] = NJ_RECVMMSG,
	[424] = NJ_PIDFD_SEND_SIGNAL, [425] = NJ_IO_URING_SETUP, [429] = NJ_MOVE_MOUNT,
	[435] = NJ_CLONE3, [437] = NJ_OPENAT2, [452] = NJ_FCHMODAT2,
};

/* sendto and recvfrom without an address */
#define COMPAT_SEND 289
#define COMPAT_RECV 291

#define NATIVE_EXECVE 221
#define NATIVE_EXECVEAT 281

#define TIF_32BIT 22

static __always_inline bool is_compat(struct task_struct *task)
{
	return task->thread_info.flags & (1UL << TIF_32BIT);
}

static __always_inline u32 call_type(struct pt_regs *regs, struct task_struct *task)
{
	u32 number = regs->syscallno;

	if (number >= NJ_CALL_NUMBERS)
		return NJ_NONE;
	if (!is_compat(task))
		return native_calls[number];
	/*
	 * A 64-bit exec of a 32-bit program returns as one, with empty registers: its numbers are
	 * fcntl's and socket's there, and these never make 0 of a first argument that is 0.
	 */
	if ((number == NATIVE_EXECVE || number == NATIVE_EXECVEAT) && !regs->orig_x0 &&
	    !regs->regs[0])
		return NJ_NONE;
	return compat_calls[number];
}

static __always_inline void call_args(struct call *call, struct pt_regs *regs,
				      struct task_struct *task)
{
	/* x0 holds the result by now */
	call->args[0] = regs->orig_x0;
	call->args[1] = regs->regs[1];
	call->args[2] = regs->regs[2];
	call->args[3] = regs->regs[3];
	call->args[4] = regs->regs[4];
	call->args[5] = regs->regs[5];
	call->compat = is_compat(task);
	if (!call->compat)
		return;
	for (u32 i = 0; i < 6; i++)
		call->args[i] = (u32)call->args[i];
	if (regs->syscallno == COMPAT_SEND || regs->syscallno == COMPAT_RECV)
		call->args[4] = call->args[5] = 0;
}
