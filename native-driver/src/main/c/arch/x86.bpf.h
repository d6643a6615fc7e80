/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* x86-64, and 32-bit programs on it. CallNumbersTest holds the tables against the kernel's headers. */

static const volatile u8 native_calls[NJ_CALL_NUMBERS] = {
	[2] = NJ_OPEN,	       [42] = NJ_CONNECT,    [59] = NJ_EXECVE,	   [82] = NJ_RENAME,
	[84] = NJ_RMDIR,       [85] = NJ_CREAT,	     [86] = NJ_LINK,	   [87] = NJ_UNLINK,
	[88] = NJ_SYMLINK,     [90] = NJ_CHMOD,	     [91] = NJ_FCHMOD,	   [92] = NJ_CHOWN,
	[93] = NJ_FCHOWN,      [94] = NJ_LCHOWN,     [101] = NJ_PTRACE,	   [105] = NJ_SETUID,
	[106] = NJ_SETGID,     [113] = NJ_SETREUID,  [114] = NJ_SETREGID,  [117] = NJ_SETRESUID,
	[119] = NJ_SETRESGID,  [257] = NJ_OPENAT,    [260] = NJ_FCHOWNAT,  [263] = NJ_UNLINKAT,
	[264] = NJ_RENAMEAT,   [265] = NJ_LINKAT,    [266] = NJ_SYMLINKAT, [268] = NJ_FCHMODAT,
	[272] = NJ_UNSHARE,    [308] = NJ_SETNS,     [316] = NJ_RENAMEAT2, [322] = NJ_EXECVEAT,
	[437] = NJ_OPENAT2,    [452] = NJ_FCHMODAT2,
	[32] = NJ_DUP,          [33] = NJ_DUP2,         [41] = NJ_SOCKET,       [43] = NJ_ACCEPT,
	[44] = NJ_SENDTO,       [45] = NJ_RECVFROM,     [46] = NJ_SENDMSG,      [47] = NJ_RECVMSG,
	[49] = NJ_BIND,         [50] = NJ_LISTEN,       [83] = NJ_MKDIR,        [133] = NJ_MKNOD,
	[155] = NJ_PIVOT_ROOT,  [161] = NJ_CHROOT,      [165] = NJ_MOUNT,       [166] = NJ_UMOUNT2,
	[258] = NJ_MKDIRAT,     [259] = NJ_MKNODAT,     [288] = NJ_ACCEPT4,     [292] = NJ_DUP3,
	[299] = NJ_RECVMMSG,    [307] = NJ_SENDMMSG,    [429] = NJ_MOVE_MOUNT,
	/* processes and the kernel itself */
	[56] = NJ_CLONE,                [57] = NJ_FORK,                 [58] = NJ_VFORK,
	[62] = NJ_KILL,                 [126] = NJ_CAPSET,              [157] = NJ_PRCTL,
	[175] = NJ_INIT_MODULE,         [176] = NJ_DELETE_MODULE,       [200] = NJ_TKILL,
	[234] = NJ_TGKILL,              [250] = NJ_KEYCTL,              [310] = NJ_PROCESS_VM_READV,
	[311] = NJ_PROCESS_VM_WRITEV,   [313] = NJ_FINIT_MODULE,        [319] = NJ_MEMFD_CREATE,
	[321] = NJ_BPF,                 [323] = NJ_USERFAULTFD,         [424] = NJ_PIDFD_SEND_SIGNAL,
	[425] = NJ_IO_URING_SETUP,      [435] = NJ_CLONE3,              [72] = NJ_FCNTL,
};

/* the same calls through int 0x80; any program can make those, so they may not go unseen */
static const volatile u8 compat_calls[NJ_CALL_NUMBERS] = {
	[5] = NJ_OPEN,	       [8] = NJ_CREAT,	     [9] = NJ_LINK,	   [10] = NJ_UNLINK,
	[11] = NJ_EXECVE,      [15] = NJ_CHMOD,	     [16] = NJ_LCHOWN,	   [23] = NJ_SETUID,
	[26] = NJ_PTRACE,      [38] = NJ_RENAME,     [40] = NJ_RMDIR,	   [46] = NJ_SETGID,
	[70] = NJ_SETREUID,    [71] = NJ_SETREGID,   [83] = NJ_SYMLINK,	   [94] = NJ_FCHMOD,
	[95] = NJ_FCHOWN,      [164] = NJ_SETRESUID, [170] = NJ_SETRESGID, [182] = NJ_CHOWN,
	[198] = NJ_LCHOWN,     [203] = NJ_SETREUID,  [204] = NJ_SETREGID,  [207] = NJ_FCHOWN,
	[208] = NJ_SETRESUID,  [210] = NJ_SETRESGID, [212] = NJ_CHOWN,	   [213] = NJ_SETUID,
	[214] = NJ_SETGID,     [295] = NJ_OPENAT,    [298] = NJ_FCHOWNAT,  [301] = NJ_UNLINKAT,
	[302] = NJ_RENAMEAT,   [303] = NJ_LINKAT,    [304] = NJ_SYMLINKAT, [306] = NJ_FCHMODAT,
	[310] = NJ_UNSHARE,    [346] = NJ_SETNS,     [353] = NJ_RENAMEAT2, [358] = NJ_EXECVEAT,
	[362] = NJ_CONNECT,    [437] = NJ_OPENAT2,   [452] = NJ_FCHMODAT2,
	[14] = NJ_MKNOD,        [21] = NJ_MOUNT,        [22] = NJ_UMOUNT2,      [39] = NJ_MKDIR,
	[41] = NJ_DUP,          [52] = NJ_UMOUNT2,      [61] = NJ_CHROOT,       [63] = NJ_DUP2,
	[217] = NJ_PIVOT_ROOT,  [296] = NJ_MKDIRAT,     [297] = NJ_MKNODAT,     [330] = NJ_DUP3,
	[337] = NJ_RECVMMSG,    [345] = NJ_SENDMMSG,    [359] = NJ_SOCKET,      [361] = NJ_BIND,
	[363] = NJ_LISTEN,      [364] = NJ_ACCEPT4,     [369] = NJ_SENDTO,      [370] = NJ_SENDMSG,
	[371] = NJ_RECVFROM,    [372] = NJ_RECVMSG,     [417] = NJ_RECVMMSG,    [429] = NJ_MOVE_MOUNT,
	/* processes and the kernel itself */
	[2] = NJ_FORK,                  [37] = NJ_KILL,                 [120] = NJ_CLONE,
	[128] = NJ_INIT_MODULE,         [129] = NJ_DELETE_MODULE,       [172] = NJ_PRCTL,
	[185] = NJ_CAPSET,              [190] = NJ_VFORK,               [238] = NJ_TKILL,
	[270] = NJ_TGKILL,              [288] = NJ_KEYCTL,              [347] = NJ_PROCESS_VM_READV,
	[348] = NJ_PROCESS_VM_WRITEV,   [350] = NJ_FINIT_MODULE,        [356] = NJ_MEMFD_CREATE,
	[357] = NJ_BPF,                 [374] = NJ_USERFAULTFD,         [424] = NJ_PIDFD_SEND_SIGNAL,
	[425] = NJ_IO_URING_SETUP,      [435] = NJ_CLONE3,              [55] = NJ_FCNTL,
	[221] = NJ_FCNTL,
};

#define COMPAT_UMOUNT 22
#define COMPAT_SOCKETCALL 102

/* what 32-bit programs call sockets with: the call's number, and its arguments as an array */
static const volatile struct {
	u8 type;
	u8 arguments;
} socketcalls[32] = {
	[1] = { NJ_SOCKET, 3 },	   [2] = { NJ_BIND, 3 },      [3] = { NJ_CONNECT, 3 },
	[4] = { NJ_LISTEN, 2 },	   [5] = { NJ_ACCEPT, 3 },    [9] = { NJ_SENDTO, 4 },
	[10] = { NJ_RECVFROM, 4 }, [11] = { NJ_SENDTO, 6 },   [12] = { NJ_RECVFROM, 6 },
	[16] = { NJ_SENDMSG, 3 },  [17] = { NJ_RECVMSG, 3 },  [18] = { NJ_ACCEPT4, 4 },
	[19] = { NJ_RECVMMSG, 5 }, [20] = { NJ_SENDMMSG, 4 },
};

#define TS_COMPAT 0x0002

static __always_inline bool is_compat(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

static __always_inline u32 call_type(struct pt_regs *regs, struct task_struct *task)
{
	u64 number = regs->orig_ax;

	if (number >= NJ_CALL_NUMBERS)
		return NJ_NONE;
	if (!is_compat(task))
		return native_calls[number];
	if (number != COMPAT_SOCKETCALL)
		return compat_calls[number];
	number = (u32)regs->bx;
	return number < 32 ? socketcalls[number].type : NJ_NONE;
}

/* an array may end where readable memory does, so no more is read than the call has */
static __always_inline void socketcall_args(struct call *call, u32 number, u64 address)
{
	u32 args[6] = {};
	u32 size = socketcalls[number % 32].arguments * sizeof(u32);

	if (size > sizeof(args) || bpf_probe_read_user(args, size, (const void *)address))
		return;
	for (u32 i = 0; i < 6; i++)
		call->args[i] = args[i];
}

static __always_inline void call_args(struct call *call, struct pt_regs *regs,
				      struct task_struct *task)
{
	call->compat = is_compat(task);
	if (call->compat && regs->orig_ax == COMPAT_SOCKETCALL) {
		socketcall_args(call, regs->bx, (u32)regs->cx);
	} else if (call->compat) {
		call->args[0] = (u32)regs->bx;
		call->args[1] = (u32)regs->cx;
		call->args[2] = (u32)regs->dx;
		call->args[3] = (u32)regs->si;
		call->args[4] = (u32)regs->di;
		call->args[5] = (u32)regs->bp;
		/* the old umount has no flags */
		if (regs->orig_ax == COMPAT_UMOUNT)
			call->args[1] = 0;
	} else {
		call->args[0] = regs->di;
		call->args[1] = regs->si;
		call->args[2] = regs->dx;
		call->args[3] = regs->r10;
		call->args[4] = regs->r8;
		call->args[5] = regs->r9;
	}
}
