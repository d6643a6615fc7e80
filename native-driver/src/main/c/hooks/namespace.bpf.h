/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* setns and unshare: a process changes its namespaces. */

static __always_inline int on_setns(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SETNS_SLOTS, c->result);
	struct file *file;

	if (!s)
		return 0;
	put_number(s, NJ_SETNS_FD, (int)c->args[0]);
	put_number(s, NJ_SETNS_FLAGS, (u32)c->args[1]);
	/* the inode of a namespace's file is the number of the namespace */
	file = file_of((int)c->args[0]);
	if (file)
		put_number(s, NJ_SETNS_INODE, BPF_CORE_READ(file, f_inode, i_ino));
	submit();
	return 0;
}

static __always_inline int on_unshare(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_UNSHARE_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_UNSHARE_FLAGS, (u32)c->args[0]);
	submit();
	return 0;
}
