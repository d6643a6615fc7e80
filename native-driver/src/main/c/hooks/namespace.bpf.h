/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* setns and unshare: a process changes its namespaces. */

static __always_inline int on_setns(struct task_struct *task, struct call *c)
{
	struct scratch *s = begin(task, c->type, NJ_SETNS_SLOTS, c->result);
	struct file *file;

	if (!s)
		return 0;
	put_number(s, NJ_SETNS_FD, (int)c->args[0]);
	put_number(s, NJ_SETNS_FLAGS, (u32)c->args[1]);
	/* the inode of a namespace's file is the number of the namespace */
	file = file_of(task, (int)c->args[0]);
	if (file)
		put_number(s, NJ_SETNS_INODE, BPF_CORE_READ(file, f_inode, i_ino));
	submit(s);
	return 0;
}

static __always_inline int on_unshare(struct task_struct *task, struct call *c)
{
	struct scratch *s = begin(task, c->type, NJ_UNSHARE_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_UNSHARE_FLAGS, (u32)c->args[0]);
	submit(s);
	return 0;
}
