/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* chmod, fchmod, fchmodat, fchmodat2: the permissions of a file change. */

static __always_inline int on_chmod(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_CHMOD_SLOTS, c->result);
	bool at = c->type == NJ_FCHMODAT || c->type == NJ_FCHMODAT2;

	if (!s)
		return 0;
	put_number(s, NJ_CHMOD_MODE, (at ? c->args[2] : c->args[1]) & 07777);
	if (c->type == NJ_FCHMOD) {
		put_number(s, NJ_CHMOD_FD, (int)c->args[0]);
		put_file_path(NJ_CHMOD_PATH, file_of((int)c->args[0]));
	} else {
		s64 directory_fd = at ? (int)c->args[0] : AT_FDCWD;

		put_number(s, NJ_CHMOD_DIRECTORY_FD, directory_fd);
		put_user_path(NJ_CHMOD_PATH, NJ_CHMOD_DIRECTORY, at ? c->args[1] : c->args[0],
			      directory_fd);
	}
	if (c->type == NJ_FCHMODAT2)
		put_number(s, NJ_CHMOD_FLAGS, (u32)c->args[3]);
	submit();
	return 0;
}
