/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * mount, move_mount: a file system appears; umount2: one goes; chroot: a process gets another root.
 * pivot_root has the form of a rename (rename.bpf.h).
 */

#define MOUNT_MAGIC 0xc0ed0000 /* old programs set it, the kernel takes it away */
#define MOUNT_MAGIC_MASK 0xffff0000
#define MOVE_MOUNT_F_EMPTY_PATH 4

static __always_inline int on_mount(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MOUNT_SLOTS, c->result);
	u32 flags = c->args[3];

	if (!s)
		return 0;
	if ((flags & MOUNT_MAGIC_MASK) == MOUNT_MAGIC)
		flags &= ~MOUNT_MAGIC_MASK;
	put_number(s, NJ_MOUNT_FLAGS, flags);
	put_user_text(s, NJ_MOUNT_SOURCE, (const void *)c->args[0]);
	put_user_text(s, NJ_MOUNT_FILESYSTEM, (const void *)c->args[2]);
	put_user_path(NJ_MOUNT_PATH, NJ_MOUNT_DIRECTORY, c->args[1], AT_FDCWD);
	submit();
	return 0;
}

/*
 * A file system that fsopen and fsmount made has no path before this call, and its source was given
 * in another; what it is only its descriptor tells.
 */
static __always_inline int on_move_mount(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MOVE_MOUNT_SLOTS, c->result);
	s64 old_fd = (int)c->args[0], new_fd = (int)c->args[2];
	struct super_block *block;
	struct file *file;

	if (!s)
		return 0;
	put_number(s, NJ_MOVE_MOUNT_OLD_DIRECTORY_FD, old_fd);
	put_number(s, NJ_MOVE_MOUNT_NEW_DIRECTORY_FD, new_fd);
	put_number(s, NJ_MOVE_MOUNT_FLAGS, (u32)c->args[4]);
	put_user_path(NJ_MOVE_MOUNT_OLD_PATH, NJ_MOVE_MOUNT_OLD_DIRECTORY, c->args[1], old_fd);
	put_user_path(NJ_MOVE_MOUNT_NEW_PATH, NJ_MOVE_MOUNT_NEW_DIRECTORY, c->args[3], new_fd);
	file = c->args[4] & MOVE_MOUNT_F_EMPTY_PATH ? file_of(old_fd) : NULL;
	if (file) {
		block = BPF_CORE_READ(file, f_path.mnt, mnt_sb);
		put_kernel_text(s, NJ_MOVE_MOUNT_FILESYSTEM, BPF_CORE_READ(block, s_type, name));
		put_number(s, NJ_MOVE_MOUNT_DEVICE, BPF_CORE_READ(block, s_dev));
	}
	submit();
	return 0;
}

static __always_inline int on_umount(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_UNLINK_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_UNLINK_DIRECTORY_FD, AT_FDCWD);
	put_number(s, NJ_UNLINK_FLAGS, (u32)c->args[1]);
	put_user_path(NJ_UNLINK_PATH, NJ_UNLINK_DIRECTORY, c->args[0], AT_FDCWD);
	submit();
	return 0;
}

/* "." would be "/" once it is the root, so the new root is told as the mount namespace sees it */
static __always_inline int on_chroot(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_CHROOT_SLOTS, c->result);

	if (!s)
		return 0;
	if (c->result < 0) {
		put_user_path(NJ_CHROOT_PATH, NJ_CHROOT_DIRECTORY, c->args[0], AT_FDCWD);
		share_text(s, NJ_CHROOT_RAW_PATH, NJ_CHROOT_PATH);
	} else {
		put_user_text(s, NJ_CHROOT_RAW_PATH, (const void *)c->args[0]);
		put_root_path(s, NJ_CHROOT_PATH);
	}
	submit();
	return 0;
}
