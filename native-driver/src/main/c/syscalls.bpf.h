/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* System call numbers and registers of each architecture, turned into one form. */

/* a finished call; 32-bit calls have the same form */
struct call {
	u64 args[6];
	s64 result;
	u32 type;
};

#define NJ_CALL_NUMBERS 512

#if defined(__TARGET_ARCH_x86)

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
	return is_compat(task) ? compat_calls[number] : native_calls[number];
}

static __always_inline void call_args(struct call *call, struct pt_regs *regs,
				      struct task_struct *task)
{
	if (is_compat(task)) {
		call->args[0] = (u32)regs->bx;
		call->args[1] = (u32)regs->cx;
		call->args[2] = (u32)regs->dx;
		call->args[3] = (u32)regs->si;
		call->args[4] = (u32)regs->di;
		call->args[5] = (u32)regs->bp;
	} else {
		call->args[0] = regs->di;
		call->args[1] = regs->si;
		call->args[2] = regs->dx;
		call->args[3] = regs->r10;
		call->args[4] = regs->r8;
		call->args[5] = regs->r9;
	}
}

#elif defined(__TARGET_ARCH_arm64)

static const volatile u8 native_calls[NJ_CALL_NUMBERS] = {
	[35] = NJ_UNLINKAT,    [36] = NJ_SYMLINKAT, [37] = NJ_LINKAT,	 [38] = NJ_RENAMEAT,
	[52] = NJ_FCHMOD,      [53] = NJ_FCHMODAT,  [54] = NJ_FCHOWNAT,	 [55] = NJ_FCHOWN,
	[56] = NJ_OPENAT,      [97] = NJ_UNSHARE,   [117] = NJ_PTRACE,	 [143] = NJ_SETREGID,
	[144] = NJ_SETGID,     [145] = NJ_SETREUID, [146] = NJ_SETUID,	 [147] = NJ_SETRESUID,
	[149] = NJ_SETRESGID,  [203] = NJ_CONNECT,  [221] = NJ_EXECVE,	 [268] = NJ_SETNS,
	[276] = NJ_RENAMEAT2,  [281] = NJ_EXECVEAT, [437] = NJ_OPENAT2,	 [452] = NJ_FCHMODAT2,
};

#define TIF_32BIT 22

/* 32-bit calls have numbers of their own and are not told apart further */
static __always_inline u32 call_type(struct pt_regs *regs, struct task_struct *task)
{
	u32 number = regs->syscallno;

	if (task->thread_info.flags & (1UL << TIF_32BIT) || number >= NJ_CALL_NUMBERS)
		return NJ_NONE;
	return native_calls[number];
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
}

#endif
