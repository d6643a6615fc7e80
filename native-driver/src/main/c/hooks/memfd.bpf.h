/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* memfd_create: a file in memory alone. Its name is the kernel's copy once it exists. */

#define MEMFD_PREFIX 6 /* "memfd:" */

static __always_inline int on_memfd(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MEMFD_SLOTS, c->result);
	struct file *file = c->result < 0 ? NULL : file_of(c->result);
	struct dentry *dentry = file ? BPF_CORE_READ(file, f_path.dentry) : NULL;

	if (!s)
		return 0;
	put_number(s, NJ_MEMFD_FLAGS, (u32)c->args[1]);
	if (dentry && is_memfd(dentry))
		put_kernel_text(s, NJ_MEMFD_NAME,
				BPF_CORE_READ(dentry, d_name.name) + MEMFD_PREFIX);
	else
		put_user_text(s, NJ_MEMFD_NAME, (const void *)c->args[0]);
	submit();
	return 0;
}
