/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* clone, clone3, fork, vfork: told once, on the side of who makes the process or thread. */

#define CLONE_SIGNAL 0xff
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define SIGCHLD 17

/* the first fields of struct clone_args, which older callers' ones have too */
struct clone_arguments {
	u64 flags, pidfd, child_tid, parent_tid, exit_signal;
};

static __always_inline int on_clone(struct call *c)
{
	struct clone_arguments a = { .exit_signal = SIGCHLD };
	struct scratch *s;

	/* what was made returns from the same call, with 0 */
	if (!c->result)
		return 0;
	s = begin(c->type, NJ_CLONE_SLOTS, c->result);
	if (!s)
		return 0;
	switch (c->type) {
	case NJ_CLONE:
		a.flags = (u32)c->args[0] & ~CLONE_SIGNAL;
		a.exit_signal = c->args[0] & CLONE_SIGNAL;
		break;
	case NJ_CLONE3:
		bpf_probe_read_user(&a, sizeof(a), (const void *)c->args[0]);
		break;
	case NJ_VFORK:
		a.flags = CLONE_VM | CLONE_VFORK;
		break;
	}
	put_number(s, NJ_CLONE_FLAGS, a.flags);
	put_number(s, NJ_CLONE_SIGNAL, a.exit_signal);
	submit();
	return 0;
}
