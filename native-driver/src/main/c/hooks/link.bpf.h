/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* symlink, symlinkat; link, linkat have the form of a rename (rename.bpf.h). */

static __always_inline int on_symlink(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SYMLINK_SLOTS, c->result);
	bool at = c->type == NJ_SYMLINKAT;
	s64 directory_fd = at ? (int)c->args[1] : AT_FDCWD;

	if (!s)
		return 0;
	put_number(s, NJ_SYMLINK_DIRECTORY_FD, directory_fd);
	put_user_text(s, NJ_SYMLINK_TARGET, (const void *)c->args[0]);
	put_user_path(NJ_SYMLINK_PATH, NJ_SYMLINK_DIRECTORY, at ? c->args[2] : c->args[1],
		      directory_fd);
	submit();
	return 0;
}
