/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Paths of open files and directories. bpf_d_path is not allowed in these programs, so the
 * directory entries are walked up to the process's own root, through mounts, with a bound.
 */

#define NJ_PATH_DEPTH 128
#define AT_FDCWD (-100)

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* puts "/name" in front of what was found; false when it does not fit */
static __always_inline bool prepend(struct scratch *s, const void *name, u32 length)
{
	u32 from = s->walk.start;

	if (length > NJ_NAME_MAX - 1)
		length = NJ_NAME_MAX - 1;
	if (from < length + 1 || from > NJ_TEXT_MAX) {
		s->walk.cut = 1;
		return false;
	}
	from -= length;
	bpf_probe_read_kernel(s->path + (from & NJ_TEXT_MASK), length & (NJ_NAME_MAX - 1), name);
	from -= 1;
	s->path[from & NJ_TEXT_MASK] = '/';
	s->walk.start = from;
	return true;
}

static long step_up(u32 index, void *unused)
{
	struct scratch *s = scratch();
	struct dentry *dentry, *parent;
	struct mount *mount, *above;

	if (!s)
		return 1;
	dentry = s->walk.dentry;
	mount = s->walk.mount;
	if (dentry == s->walk.root && mount == s->walk.root_mount)
		return 1;
	if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
		above = BPF_CORE_READ(mount, mnt_parent);
		if (above == mount)
			return 1;
		s->walk.dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		s->walk.mount = above;
		return 0;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	if (parent == dentry)
		return 1;
	if (!prepend(s, BPF_CORE_READ(dentry, d_name.name), BPF_CORE_READ(dentry, d_name.len)))
		return 1;
	s->walk.dentry = parent;
	return 0;
}

/* copies what a walk found into the record; nothing found is the root itself */
static __always_inline void put_found_path(struct scratch *s, u32 slot)
{
	u8 *to = text_end(s);
	u32 start, length;

	if (s->walk.start == NJ_TEXT_MAX)
		prepend(s, NULL, 0);
	if (s->walk.cut)
		mark_truncated(s);
	start = s->walk.start;
	length = NJ_TEXT_MAX - start;
	if (!to || start > NJ_TEXT_MAX)
		return;
	asm volatile("" : "+r"(length));
	if (length > NJ_TEXT_MAX)
		return;
	bpf_probe_read_kernel(to, length, s->path + (start & NJ_TEXT_MASK));
	put_text(s, slot, length);
}

/* a file that hangs in no directory: "memfd:name", "pipe:" */
static __always_inline bool put_pseudo_path(struct scratch *s, u32 slot, struct dentry *dentry,
					    struct mount *mount)
{
	if (BPF_CORE_READ(dentry, d_parent) != dentry ||
	    BPF_CORE_READ(mount, mnt.mnt_root) == dentry)
		return false;
	put_kernel_text(s, slot, BPF_CORE_READ(dentry, d_name.name));
	return true;
}

static __noinline int put_path(struct scratch *s, u32 slot, struct vfsmount *mnt,
			       struct dentry *dentry)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!s || !dentry || !mnt)
		return 0;
	s->walk.dentry = dentry;
	s->walk.mount = mount_of(mnt);
	s->walk.root = BPF_CORE_READ(task, fs, root.dentry);
	s->walk.root_mount = mount_of(BPF_CORE_READ(task, fs, root.mnt));
	s->walk.start = NJ_TEXT_MAX;
	s->walk.cut = 0;
	if (put_pseudo_path(s, slot, dentry, mount_of(mnt)))
		return 0;
	bpf_loop(NJ_PATH_DEPTH, step_up, NULL, 0);
	put_found_path(s, slot);
	return 0;
}

static __always_inline struct file *file_of(struct task_struct *task, s64 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file *file = NULL;

	if (fd < 0 || fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), BPF_CORE_READ(table, fd) + fd);
	return file;
}

static __always_inline void put_file_path(struct scratch *s, u32 slot, struct file *file)
{
	if (file)
		put_path(s, slot, BPF_CORE_READ(file, f_path.mnt), BPF_CORE_READ(file, f_path.dentry));
}

static __always_inline void put_working_directory(struct scratch *s, u32 slot,
						  struct task_struct *task)
{
	put_path(s, slot, BPF_CORE_READ(task, fs, pwd.mnt), BPF_CORE_READ(task, fs, pwd.dentry));
}

/*
 * A path argument as the caller passed it and, when it is relative, the directory it starts from.
 * The directory is asked for here because user space does not follow chdir and descriptors.
 */
static __noinline int put_user_path(struct scratch *s, u32 slot, u32 directory_slot, u64 address,
				    s64 directory_fd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u32 start;
	long length;

	if (!s || slot > 31 || directory_slot > 31)
		return 0;
	start = s->end;
	length = put_user_text(s, slot, (const void *)address);
	if (length < 0 || (length > 0 && s->data[start & NJ_RECORD_MASK] == '/'))
		return 0;
	if ((int)directory_fd == AT_FDCWD)
		put_working_directory(s, directory_slot, task);
	else
		put_file_path(s, directory_slot, file_of(task, (int)directory_fd));
	return 0;
}
