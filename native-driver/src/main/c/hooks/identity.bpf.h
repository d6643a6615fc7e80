/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* setuid, setgid, setreuid, setregid, setresuid, setresgid: a process changes who it is. */

#define UNCHANGED 0xffffffffU

static __always_inline int on_identity(struct call *c)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct scratch *s = begin(c->type, NJ_IDENTITY_SLOTS, c->result);
	bool one = c->type == NJ_SETUID || c->type == NJ_SETGID;
	bool three = c->type == NJ_SETRESUID || c->type == NJ_SETRESGID;
	u32 first = c->args[0];

	if (!s)
		return 0;
	put_number(s, NJ_IDENTITY_REAL_ID, first);
	put_number(s, NJ_IDENTITY_EFFECTIVE_ID, one ? first : (u32)c->args[1]);
	put_number(s, NJ_IDENTITY_SAVED_ID, three ? (u32)c->args[2] : one ? first : UNCHANGED);
	/* what it is now, whether the call worked or not */
	put_number(s, NJ_IDENTITY_EUID, BPF_CORE_READ(task, cred, euid.val));
	put_number(s, NJ_IDENTITY_EGID, BPF_CORE_READ(task, cred, egid.val));
	submit();
	return 0;
}
