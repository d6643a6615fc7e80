/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* mkdir, mkdirat: a directory is made; mknod, mknodat: a device, pipe or other node. */

#define NEW_NODE_MODE 0177777

/* device number as programs pass it, as the kernel keeps it */
static __always_inline u32 kernel_device(u32 device)
{
	u32 major = (device & 0xfff00) >> 8;
	u32 minor = (device & 0xff) | ((device >> 12) & 0xfff00);

	return major << 20 | minor;
}

static __always_inline int on_make(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MAKE_SLOTS, c->result);
	bool node = c->type == NJ_MKNOD || c->type == NJ_MKNODAT;
	bool at = c->type == NJ_MKDIRAT || c->type == NJ_MKNODAT;
	s64 directory_fd = at ? (int)c->args[0] : AT_FDCWD;

	if (!s)
		return 0;
	put_number(s, NJ_MAKE_DIRECTORY_FD, directory_fd);
	put_number(s, NJ_MAKE_MODE,
		   (at ? c->args[2] : c->args[1]) & (node ? NEW_NODE_MODE : 07777));
	if (node)
		put_number(s, NJ_MAKE_DEVICE, kernel_device(at ? c->args[3] : c->args[2]));
	put_user_path(NJ_MAKE_PATH, NJ_MAKE_DIRECTORY, at ? c->args[1] : c->args[0],
		      directory_fd);
	submit();
	return 0;
}
