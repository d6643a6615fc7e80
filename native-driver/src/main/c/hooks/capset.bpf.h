/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * capset: a thread changes its capabilities. After a success it is told what they are now, which
 * nobody can forge; after a failure what was asked for.
 */

#define CAPABILITY_VERSION_1 0x19980330 /* 32 bits of each set */

struct capability_header {
	u32 version;
	int pid;
};

struct capability_words {
	u32 effective, permitted, inheritable;
};

static __always_inline void put_capabilities(struct scratch *s, u64 inheritable, u64 permitted,
					     u64 effective)
{
	put_number(s, NJ_CAPSET_CAP_INHERITABLE, inheritable);
	put_number(s, NJ_CAPSET_CAP_PERMITTED, permitted);
	put_number(s, NJ_CAPSET_CAP_EFFECTIVE, effective);
}

static __always_inline u64 both(u32 low, u32 high)
{
	return (u64)high << 32 | low;
}

static __always_inline int on_capset(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_CAPSET_SLOTS, c->result);
	struct capability_header head = {};
	struct capability_words w[2] = {};
	const struct cred *cred = BPF_CORE_READ(bpf_get_current_task_btf(), cred);
	long unread;

	if (!s)
		return 0;
	if (!bpf_probe_read_user(&head, sizeof(head), (const void *)c->args[0]))
		put_number(s, NJ_CAPSET_TARGET_PID, head.pid);
	if (!c->result) {
		put_capabilities(s, capability(&cred->cap_inheritable),
				 capability(&cred->cap_permitted),
				 capability(&cred->cap_effective));
	} else {
		if (head.version == CAPABILITY_VERSION_1)
			unread = bpf_probe_read_user(w, sizeof(w[0]), (const void *)c->args[1]);
		else
			unread = bpf_probe_read_user(w, sizeof(w), (const void *)c->args[1]);
		if (!unread)
			put_capabilities(s, both(w[0].inheritable, w[1].inheritable),
					 both(w[0].permitted, w[1].permitted),
					 both(w[0].effective, w[1].effective));
	}
	submit();
	return 0;
}
