/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * rename, renameat, renameat2; link, linkat: a file gets another name; pivot_root: the new root and
 * where the old one goes.
 */

static __always_inline int on_two_paths(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_TWO_PATHS_SLOTS, c->result);
	bool at = c->type != NJ_RENAME && c->type != NJ_LINK && c->type != NJ_PIVOT_ROOT;
	s64 old_fd = at ? (int)c->args[0] : AT_FDCWD;
	s64 new_fd = at ? (int)c->args[2] : AT_FDCWD;

	if (!s)
		return 0;
	put_number(s, NJ_TWO_PATHS_OLD_DIRECTORY_FD, old_fd);
	put_number(s, NJ_TWO_PATHS_NEW_DIRECTORY_FD, new_fd);
	if (c->type == NJ_RENAMEAT2 || c->type == NJ_LINKAT)
		put_number(s, NJ_TWO_PATHS_FLAGS, (u32)c->args[4]);
	put_user_path(NJ_TWO_PATHS_OLD_PATH, NJ_TWO_PATHS_OLD_DIRECTORY,
		      at ? c->args[1] : c->args[0], old_fd);
	put_user_path(NJ_TWO_PATHS_NEW_PATH, NJ_TWO_PATHS_NEW_DIRECTORY,
		      at ? c->args[3] : c->args[1], new_fd);
	submit();
	return 0;
}
