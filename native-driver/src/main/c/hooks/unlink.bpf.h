/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* unlink, unlinkat, rmdir: a name goes away. */

#define AT_REMOVEDIR 0x200

static __always_inline int on_unlink(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_UNLINK_SLOTS, c->result);
	bool at = c->type == NJ_UNLINKAT;
	s64 directory_fd = at ? (int)c->args[0] : AT_FDCWD;

	if (!s)
		return 0;
	put_number(s, NJ_UNLINK_DIRECTORY_FD, directory_fd);
	put_number(s, NJ_UNLINK_FLAGS,
		   at ? (u32)c->args[2] : c->type == NJ_RMDIR ? AT_REMOVEDIR : 0);
	put_user_path(NJ_UNLINK_PATH, NJ_UNLINK_DIRECTORY, at ? c->args[1] : c->args[0],
		      directory_fd);
	submit();
	return 0;
}
