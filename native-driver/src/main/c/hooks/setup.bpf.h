/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * userfaultfd and io_uring_setup: ways into the kernel that exploits and those who want to stay
 * unseen like. What goes through an io_uring afterwards makes no system call and is not told.
 */

/* the first fields of struct io_uring_params */
struct ring_parameters {
	u32 submissions, completions, flags, thread_cpu, thread_idle, features;
};

static __always_inline int on_userfaultfd(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SETUP_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_SETUP_FLAGS, (u32)c->args[0]);
	submit();
	return 0;
}

static __always_inline int on_io_uring(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SETUP_SLOTS, c->result);
	struct ring_parameters p = {};

	if (!s)
		return 0;
	put_number(s, NJ_SETUP_SIZE, (u32)c->args[0]);
	if (!bpf_probe_read_user(&p, sizeof(p), (const void *)c->args[1])) {
		put_number(s, NJ_SETUP_FLAGS, p.flags);
		put_number(s, NJ_SETUP_QUEUE_SIZE, p.submissions);
		put_number(s, NJ_SETUP_COMPLETION_SIZE, p.completions);
		put_number(s, NJ_SETUP_THREAD_CPU, p.thread_cpu);
		put_number(s, NJ_SETUP_THREAD_IDLE, p.thread_idle);
		put_number(s, NJ_SETUP_FEATURES, p.features);
	}
	submit();
	return 0;
}
