/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * dup, dup2, dup3, and fcntl where it does the same: what is copied. A socket on 0, 1 and 2 is a
 * shell for who is behind it.
 */

#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030

_Static_assert(NJ_FCNTL_SLOTS == NJ_DUP_SLOTS && NJ_FCNTL_FILE_MODE == NJ_DUP_FILE_MODE,
	       "what is copied is told in the same slots");

/* all that is looked at of the many other uses of fcntl */
static __always_inline bool copies(const struct call *c)
{
	return c->type != NJ_FCNTL || (u32)c->args[1] == F_DUPFD ||
	       (u32)c->args[1] == F_DUPFD_CLOEXEC;
}

static __always_inline int on_dup(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_DUP_SLOTS, c->result);
	struct named named = {};
	struct socket *socket;
	struct inode *inode;
	struct file *file;

	if (!s)
		return 0;
	put_number(s, NJ_DUP_FD, (int)c->args[0]);
	if (c->type == NJ_FCNTL) {
		put_number(s, NJ_FCNTL_REQUEST, (u32)c->args[1]);
		put_number(s, NJ_FCNTL_DATA, c->args[2]);
	} else {
		put_number(s, NJ_DUP_NEW_FD, c->type == NJ_DUP ? -1 : (s64)(int)c->args[1]);
	}
	if (c->type == NJ_DUP3)
		put_number(s, NJ_DUP_FLAGS, (u32)c->args[2]);
	file = file_of((int)c->args[0]);
	if (file) {
		inode = BPF_CORE_READ(file, f_inode);
		put_number(s, NJ_DUP_FILE_MODE, BPF_CORE_READ(inode, i_mode));
		put_number(s, NJ_DUP_INODE, BPF_CORE_READ(inode, i_ino));
		put_number(s, NJ_DUP_DEVICE, BPF_CORE_READ(inode, i_sb, s_dev));
		socket = socket_of(file);
		if (socket)
			put_socket(s, NJ_DUP_FAMILY, socket, &named);
		else
			put_file_path(NJ_DUP_PATH, file);
	}
	submit();
	return 0;
}
