/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* ptrace: one process reads or steers another. */

static __always_inline int on_ptrace(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_PTRACE_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_PTRACE_REQUEST, c->args[0]);
	put_number(s, NJ_PTRACE_TARGET_PID, (int)c->args[1]);
	put_number(s, NJ_PTRACE_ADDRESS, c->args[2]);
	put_number(s, NJ_PTRACE_DATA, c->args[3]);
	submit();
	return 0;
}
