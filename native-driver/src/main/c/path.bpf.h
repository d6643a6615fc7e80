/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Paths of open files and directories. bpf_d_path is not allowed in these programs, so the
 * directory entries are walked up to the process's own root, through mounts, with a bound.
 */

#define NJ_PATH_DEPTH 128
#define SLOT_MASK 31 /* the verifier does not know what a function is called with */
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

/* what a step needs of a directory entry */
struct entry {
	struct dentry *parent;
	u32 hash;
	u32 length;
	const void *name;
	void *inode;
	u64 begin; /* of the name, if it is a short one */
};

/* where the name of an entry lies if it is short */
static __always_inline u32 short_name_offset(void)
{
	if (bpf_core_field_exists(struct dentry___union, d_shortname))
		return bpf_core_field_offset(struct dentry___union, d_shortname);
	return bpf_core_field_exists(struct dentry___array, d_iname) ?
		       bpf_core_field_offset(struct dentry___array, d_iname) :
		       0;
}

/* the name's first eight bytes, and whatever is behind a shorter one */
static __always_inline u64 name_begin_of(const struct entry *entry, const struct dentry *dentry)
{
	u64 begin = entry->begin;

	if (entry->name != (void *)dentry + short_name_offset() || !short_name_offset())
		bpf_probe_read_kernel(&begin, sizeof(begin), entry->name);
	return begin;
}

/* a read by helper is what a walk costs, so this is one where the fields lie side by side */
static __always_inline void read_entry(struct entry *entry, struct dentry *dentry)
{
	u32 parent = bpf_core_field_offset(struct dentry, d_parent);

	if (bpf_core_field_offset(struct dentry, d_name) == parent + sizeof(entry->parent)) {
		bpf_probe_read_kernel(entry, offsetof(struct entry, inode), (void *)dentry + parent);
		return;
	}
	entry->parent = BPF_CORE_READ(dentry, d_parent);
	entry->length = BPF_CORE_READ(dentry, d_name.len);
	entry->name = BPF_CORE_READ(dentry, d_name.name);
}

/* with the begin of its name, again in one read if possible */
static __always_inline void read_named_entry(struct entry *entry, struct dentry *dentry)
{
	u32 parent = bpf_core_field_offset(struct dentry, d_parent);
	u32 begin = short_name_offset();

	if (bpf_core_field_offset(struct dentry, d_name) == parent + sizeof(entry->parent) &&
	    begin == parent + offsetof(struct entry, begin)) {
		bpf_probe_read_kernel(entry, sizeof(*entry), (void *)dentry + parent);
		return;
	}
	read_entry(entry, dentry);
	if (begin)
		bpf_probe_read_kernel(&entry->begin, sizeof(entry->begin), (void *)dentry + begin);
}

static long step_up(u32 index, void *unused)
{
	struct scratch *s = scratch();
	struct mount *mount, *above;
	struct dentry *dentry;
	struct entry entry;

	if (!s)
		return 1;
	dentry = s->walk.dentry;
	mount = s->walk.mount;
	if (dentry == s->walk.root && mount == s->walk.root_mount)
		return 1;
	if (dentry == s->walk.mount_top) {
		above = BPF_CORE_READ(mount, mnt_parent);
		if (above == mount)
			return 1;
		s->walk.dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		s->walk.mount = above;
		s->walk.mount_top = BPF_CORE_READ(above, mnt.mnt_root);
		return 0;
	}
	read_entry(&entry, dentry);
	if (entry.parent == dentry || !prepend(s, entry.name, entry.length))
		return 1;
	s->walk.dentry = entry.parent;
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

static __always_inline void walk_up(struct scratch *s)
{
	struct mount *mount = s->walk.mount;

	s->walk.mount_top = BPF_CORE_READ(mount, mnt.mnt_root);
	s->walk.start = NJ_TEXT_MAX;
	s->walk.cut = 0;
	if (bpf_loop(NJ_PATH_DEPTH, step_up, NULL, 0) == NJ_PATH_DEPTH)
		s->walk.cut = 1;
	if (s->walk.start == NJ_TEXT_MAX)
		prepend(s, NULL, 0);
}

/* finds a path in the process's root; false for what hangs in no directory */
__noinline int find_path(u64 mnt_address, u64 dentry_address)
{
	struct dentry *dentry = (void *)dentry_address;
	struct vfsmount *mnt = (void *)mnt_address;
	struct scratch *s = scratch();
	struct task_struct *task = bpf_get_current_task_btf();

	if (!s || !dentry || !mnt)
		return 0;
	s->walk.dentry = dentry;
	s->walk.mount = mount_of(mnt);
	s->walk.root = task->fs->root.dentry;
	s->walk.root_mount = mount_of(task->fs->root.mnt);
	if (BPF_CORE_READ(dentry, d_parent) == dentry && BPF_CORE_READ(mnt, mnt_root) != dentry)
		return 0;
	walk_up(s);
	return 1;
}

__noinline int put_path(u32 slot, u64 mnt, u64 dentry)
{
	struct scratch *s = scratch();

	if (!s || !dentry || !mnt)
		return 0;
	slot &= SLOT_MASK;
	if (find_path(mnt, dentry))
		put_found_path(s, slot);
	else
		/* "memfd:name", "pipe:" */
		put_kernel_text(s, slot, BPF_CORE_READ((struct dentry *)dentry, d_name.name));
	return 0;
}

/* the process's own root, from that of its mount namespace */
static __always_inline void put_root_path(struct scratch *s, u32 slot)
{
	struct task_struct *task = bpf_get_current_task_btf();

	s->walk.dentry = task->fs->root.dentry;
	s->walk.mount = mount_of(task->fs->root.mnt);
	s->walk.root = NULL;
	s->walk.root_mount = NULL;
	walk_up(s);
	put_found_path(s, slot);
}

/* the address of an open file of the task at hand, or 0 */
__noinline u64 file_at(s64 fd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct fdtable *table = task->files->fdt;
	struct file *file = NULL;

	if (!table || fd < 0 || fd >= table->max_fds)
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), table->fd + fd);
	return (u64)file;
}

static __always_inline struct file *file_of(s64 fd)
{
	return (struct file *)file_at(fd);
}

static __always_inline void put_file_path(u32 slot, struct file *file)
{
	struct path path;

	if (!file)
		return;
	bpf_core_read(&path, sizeof(path), &file->f_path);
	put_path(slot, (u64)path.mnt, (u64)path.dentry);
}

/* a pointer of the kernel as a number: the verifier lets no other be handed to functions */
static __always_inline u64 address_of(struct scratch *s, const void *pointer)
{
	volatile u64 *address = &s->walk.address;

	*address = (u64)pointer;
	return *address;
}

static __always_inline void put_working_directory(struct scratch *s, u32 slot)
{
	struct fs_struct *fs = bpf_get_current_task_btf()->fs;
	u64 mnt = address_of(s, fs->pwd.mnt);

	put_path(slot, mnt, address_of(s, fs->pwd.dentry));
}

/*
 * A path argument as the caller passed it and, when it is relative, the directory it starts from.
 * The directory is asked for here because user space does not follow chdir and descriptors.
 */
__noinline int put_user_path(u32 slot, u32 directory_slot, u64 address, s64 directory_fd)
{
	struct scratch *s = scratch();
	u32 start;
	long length;

	if (!s)
		return 0;
	slot &= SLOT_MASK;
	directory_slot &= SLOT_MASK;
	start = s->end;
	length = put_user_text(s, slot, (const void *)address);
	if (length < 0 || (length > 0 && s->data[start & NJ_RECORD_MASK] == '/'))
		return 0;
	if ((int)directory_fd == AT_FDCWD)
		put_working_directory(s, directory_slot);
	else
		put_file_path(directory_slot, file_of((int)directory_fd));
	return 0;
}
