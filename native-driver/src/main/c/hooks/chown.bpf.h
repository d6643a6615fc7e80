/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* chown, lchown, fchown, fchownat: the owner of a file changes. */

static __always_inline int on_chown(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_CHOWN_SLOTS, c->result);
	bool at = c->type == NJ_FCHOWNAT;

	if (!s)
		return 0;
	put_number(s, NJ_CHOWN_OWNER_UID, (u32)(at ? c->args[2] : c->args[1]));
	put_number(s, NJ_CHOWN_OWNER_GID, (u32)(at ? c->args[3] : c->args[2]));
	if (c->type == NJ_FCHOWN) {
		put_number(s, NJ_CHOWN_FD, (int)c->args[0]);
		put_file_path(NJ_CHOWN_PATH, file_of((int)c->args[0]));
	} else {
		s64 directory_fd = at ? (int)c->args[0] : AT_FDCWD;

		put_number(s, NJ_CHOWN_DIRECTORY_FD, directory_fd);
		put_user_path(NJ_CHOWN_PATH, NJ_CHOWN_DIRECTORY, at ? c->args[1] : c->args[0],
			      directory_fd);
	}
	if (at)
		put_number(s, NJ_CHOWN_FLAGS, (u32)c->args[4]);
	submit();
	return 0;
}
