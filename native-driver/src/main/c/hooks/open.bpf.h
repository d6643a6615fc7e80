/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* open, openat, openat2, creat. */

#define CREAT_FLAGS 01101 /* O_CREAT | O_WRONLY | O_TRUNC */

struct open_how {
	u64 flags, mode, resolve;
};

struct open_arguments {
	s64 directory_fd;
	u64 path, flags, mode, resolve;
};

static __always_inline struct open_arguments open_arguments(struct call *c)
{
	struct open_arguments o = { .directory_fd = AT_FDCWD };
	struct open_how how = {};

	switch (c->type) {
	case NJ_OPEN:
		o.path = c->args[0];
		o.flags = c->args[1];
		o.mode = c->args[2];
		break;
	case NJ_CREAT:
		o.path = c->args[0];
		o.flags = CREAT_FLAGS;
		o.mode = c->args[1];
		break;
	case NJ_OPENAT2:
		bpf_probe_read_user(&how, sizeof(how), (const void *)c->args[2]);
		o.directory_fd = (int)c->args[0];
		o.path = c->args[1];
		o.flags = how.flags;
		o.mode = how.mode;
		o.resolve = how.resolve;
		break;
	default:
		o.directory_fd = (int)c->args[0];
		o.path = c->args[1];
		o.flags = c->args[2];
		o.mode = c->args[3];
	}
	o.flags = (u32)o.flags;
	o.mode &= 07777;
	return o;
}

/* the filter has found the file, and may have found its path */
static __always_inline void put_opened_path(struct scratch *s, struct judgement *j, u32 slot)
{
	if (j->path_found)
		put_found_path(s, slot);
	else
		put_path(slot, j->opened.mnt, j->opened.dentry);
}

/*
 * The path of a file that was opened is taken from the descriptor: the caller may have changed its
 * string since, and links are followed by then.
 */
static __always_inline int on_open(struct call *c)
{
	struct judgement *j = judgement();
	struct scratch *s = j ? begin(c->type, NJ_OPEN_SLOTS, c->result) : NULL;
	struct open_arguments o;
	struct file *file;

	if (!s)
		return 0;
	o = open_arguments(c);
	file = (struct file *)j->file;
	if (file) {
		struct inode *inode = BPF_CORE_READ(file, f_inode);

		/* openat2's flags lie in the caller's memory; what counts is how the file is open */
		o.flags = (o.flags & ~O_ACCMODE) | (BPF_CORE_READ(file, f_flags) & O_ACCMODE);
		put_number(s, NJ_OPEN_INODE, BPF_CORE_READ(inode, i_ino));
		put_number(s, NJ_OPEN_DEVICE, BPF_CORE_READ(inode, i_sb, s_dev));
		put_number(s, NJ_OPEN_FILE_MODE, BPF_CORE_READ(inode, i_mode));
		put_number(s, NJ_OPEN_CREATED, !!(BPF_CORE_READ(file, f_mode) & FMODE_CREATED));
		put_user_text(s, NJ_OPEN_RAW_PATH, (const void *)o.path);
		put_opened_path(s, j, NJ_OPEN_PATH);
	} else {
		put_user_path(NJ_OPEN_PATH, NJ_OPEN_DIRECTORY, o.path, o.directory_fd);
		share_text(s, NJ_OPEN_RAW_PATH, NJ_OPEN_PATH);
	}
	put_number(s, NJ_OPEN_DIRECTORY_FD, o.directory_fd);
	put_number(s, NJ_OPEN_FLAGS, o.flags);
	put_number(s, NJ_OPEN_MODE, o.mode);
	put_number(s, NJ_OPEN_RESOLVE, o.resolve);
	submit();
	return 0;
}
