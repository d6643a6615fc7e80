/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * execve, execveat. A success is told from sched_process_exec: the new program's file, arguments
 * and credentials are in place and the names are the kernel's own copies, which nobody can change
 * any more. A failure is told when the call returns.
 */

#define OVERLAYFS_MAGIC 0x794c7630
#define CAP_DAC_OVERRIDE_BIT (1ULL << 1)
#define CTIME_NANOS_MASK 0x3fffffff /* the top bits are flags since 6.13 */
#define NANOS_PER_SECOND 1000000000ULL
#define CGROUP_DEPTH 24

static long cgroup_step_up(u32 index, void *unused)
{
	struct scratch *s = scratch();
	struct kernfs_node *node, *parent;
	char name[NJ_NAME_MAX];
	long length;

	if (!s)
		return 1;
	node = s->walk.node;
	parent = kernfs_parent(node);
	if (!parent)
		return 1;
	length = bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(node, name));
	if (length <= 0 || !prepend(s, BPF_CORE_READ(node, name), length - 1))
		return 1;
	s->walk.node = parent;
	return 0;
}

static __always_inline void put_cgroup(struct scratch *s, struct task_struct *task)
{
	bool v1;

	s->walk.node = cgroup_node(task, &v1);
	s->walk.start = NJ_TEXT_MAX;
	s->walk.cut = 0;
	bpf_loop(CGROUP_DEPTH, cgroup_step_up, NULL, 0);
	put_found_path(s, NJ_EXEC_CGROUP);
}

static __always_inline u64 nanos(s64 seconds, u64 nanoseconds)
{
	return seconds * NANOS_PER_SECOND + (nanoseconds & CTIME_NANOS_MASK);
}

static __always_inline void put_file_times(struct scratch *s, struct inode *inode)
{
	struct inode___split *split = (void *)inode;
	struct inode___underscores *underscores = (void *)inode;
	struct inode___plain *plain = (void *)inode;
	u64 changed = 0, modified = 0;

	if (bpf_core_field_exists(split->i_ctime_sec)) {
		changed = nanos(BPF_CORE_READ(split, i_ctime_sec),
				BPF_CORE_READ(split, i_ctime_nsec));
		modified = nanos(BPF_CORE_READ(split, i_mtime_sec),
				 BPF_CORE_READ(split, i_mtime_nsec));
	} else {
		if (bpf_core_field_exists(underscores->__i_ctime))
			changed = nanos(BPF_CORE_READ(underscores, __i_ctime.tv_sec),
					BPF_CORE_READ(underscores, __i_ctime.tv_nsec));
		else
			changed = nanos(BPF_CORE_READ(plain, i_ctime.tv_sec),
					BPF_CORE_READ(plain, i_ctime.tv_nsec));
		if (bpf_core_field_exists(underscores->__i_mtime))
			modified = nanos(BPF_CORE_READ(underscores, __i_mtime.tv_sec),
					 BPF_CORE_READ(underscores, __i_mtime.tv_nsec));
		else
			modified = nanos(BPF_CORE_READ(plain, i_mtime.tv_sec),
					 BPF_CORE_READ(plain, i_mtime.tv_nsec));
	}
	put_number(s, NJ_EXEC_EXE_CHANGE_TIME, changed);
	put_number(s, NJ_EXEC_EXE_MODIFY_TIME, modified);
}

/* the set's own field has had several forms, always of 64 bits */
static __always_inline u64 capability(const kernel_cap_t *from)
{
	u64 bits = 0;

	bpf_probe_read_kernel(&bits, sizeof(bits), from);
	return bits;
}

/* by owner, group, others and the capability; access lists and idmapped mounts are not asked */
static __always_inline bool may_write(const struct cred *cred, struct inode *inode)
{
	u32 mode = BPF_CORE_READ(inode, i_mode);

	if (capability(&cred->cap_effective) & CAP_DAC_OVERRIDE_BIT)
		return true;
	if (cred->euid.val == BPF_CORE_READ(inode, i_uid.val))
		return mode & 0200;
	if (cred->egid.val == BPF_CORE_READ(inode, i_gid.val))
		return mode & 0020;
	return mode & 0002;
}

static __always_inline bool is_memfd(struct dentry *dentry)
{
	char start[8] = {};

	/* it hangs in no directory, and nothing else that can be executed has such a name */
	bpf_probe_read_kernel(start, 6, BPF_CORE_READ(dentry, d_name.name));
	return BPF_CORE_READ(dentry, d_parent) == dentry && start[0] == 'm' && start[1] == 'e' &&
	       start[2] == 'm' && start[3] == 'f' && start[4] == 'd' && start[5] == ':';
}

static __always_inline u64 exe_flags(struct task_struct *task, struct file *exe,
				     struct linux_binprm *bprm)
{
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);
	struct inode *inode = BPF_CORE_READ(exe, f_inode);
	void *upper = NULL;
	u64 flags = 0;

	if (is_memfd(dentry))
		flags |= NJ_EXE_MEMFD;
	else if (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry)
		flags |= NJ_EXE_DELETED;
	if (BPF_CORE_READ(inode, i_sb, s_magic) == OVERLAYFS_MAGIC) {
		/* an overlay's inode is followed by the pointer to its upper entry */
		bpf_probe_read_kernel(&upper, sizeof(upper),
				      (void *)inode + bpf_core_type_size(struct inode));
		flags |= upper ? NJ_EXE_UPPER_LAYER : NJ_EXE_LOWER_LAYER;
	}
	if (may_write(task->cred, inode))
		flags |= NJ_EXE_WRITABLE;
	if (bprm->interp != bprm->filename)
		flags |= NJ_EXE_INTERPRETER;
	return flags;
}

static __always_inline void put_exe(struct scratch *s, struct task_struct *task,
				    struct linux_binprm *bprm)
{
	struct file *exe = BPF_CORE_READ(task, mm, exe_file);
	struct inode *inode = BPF_CORE_READ(exe, f_inode);

	put_number(s, NJ_EXEC_EXE_FLAGS, exe_flags(task, exe, bprm));
	put_number(s, NJ_EXEC_INODE, BPF_CORE_READ(inode, i_ino));
	put_number(s, NJ_EXEC_DEVICE, BPF_CORE_READ(inode, i_sb, s_dev));
	put_file_times(s, inode);
	put_file_path(NJ_EXEC_EXE_PATH, exe);
}

/* device number as /proc/PID/stat writes it */
static __always_inline u32 tty_number(struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	u32 major, minor;

	if (!tty)
		return 0;
	major = BPF_CORE_READ(tty, driver, major);
	minor = BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index);
	return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
}

/* what tells one root directory from another, and when the pid namespace began */
static __always_inline void put_surroundings(struct scratch *s, struct task_struct *task)
{
	struct mount *mount = mount_of(BPF_CORE_READ(task, fs, root.mnt));
	struct pid *pid = task->thread_pid;
	u32 level = BPF_CORE_READ(pid, level);
	void *numbers = __builtin_preserve_access_index(&pid->numbers);
	struct upid upid = {};

	bpf_probe_read_kernel(&upid, sizeof(upid), numbers + level * sizeof(struct upid));
	put_number(s, NJ_EXEC_NAMESPACE_START,
		   BPF_CORE_READ(upid.ns, child_reaper, start_boottime));
	put_number(s, NJ_EXEC_ROOT_MOUNT, (u32)BPF_CORE_READ(mount, mnt_id));
	put_number(s, NJ_EXEC_ROOT_INODE, BPF_CORE_READ(task, fs, root.dentry, d_inode, i_ino));
}

static __always_inline void put_environment(struct scratch *s, struct task_struct *task)
{
	u64 start = BPF_CORE_READ(task, mm, env_start);

	if (((volatile struct nj_control *)&control)->environment)
		put_user_bytes(s, NJ_EXEC_ENVIRONMENT, start,
			       BPF_CORE_READ(task, mm, env_end) - start);
}

static __always_inline void put_identity(struct scratch *s, struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	u32 inum;

	put_number(s, NJ_EXEC_PARENT_TGID, BPF_CORE_READ(task, real_parent, tgid));
	put_number(s, NJ_EXEC_PARENT_START,
		   BPF_CORE_READ(task, real_parent, group_leader, start_boottime));
	put_number(s, NJ_EXEC_NAMESPACE_TGID, namespace_id(task->thread_pid, &inum));
	put_number(s, NJ_EXEC_SESSION,
		   BPF_CORE_READ(task, signal, pids[PIDTYPE_SID], numbers[0].nr));
	put_number(s, NJ_EXEC_PROCESS_GROUP,
		   BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID], numbers[0].nr));
	put_number(s, NJ_EXEC_EUID, task->cred->euid.val);
	put_number(s, NJ_EXEC_EGID, task->cred->egid.val);
	/* kernels without audit have none */
	if (bpf_core_field_exists(task->loginuid))
		put_number(s, NJ_EXEC_LOGIN_UID, (s64)(int)BPF_CORE_READ(task, loginuid.val));
	put_number(s, NJ_EXEC_TTY, tty_number(task));
	put_number(s, NJ_EXEC_CAP_INHERITABLE, capability(&cred->cap_inheritable));
	put_number(s, NJ_EXEC_CAP_PERMITTED, capability(&cred->cap_permitted));
	put_number(s, NJ_EXEC_CAP_EFFECTIVE, capability(&cred->cap_effective));
}

/*
 * Which of the two calls it was: a path relative to a descriptor can only come from execveat. (The
 * registers do not tell: the kernel overwrites the call's number with execve's.)
 */
static __always_inline int on_exec(struct task_struct *task, struct linux_binprm *bprm)
{
	bool at = BPF_CORE_READ(bprm, fdpath);
	u64 arguments = BPF_CORE_READ(task, mm, arg_start);
	u64 arguments_end = BPF_CORE_READ(task, mm, arg_end);
	struct scratch *s = begin(at ? NJ_EXECVEAT : NJ_EXECVE, NJ_EXEC_SLOTS, 0);

	if (!s)
		return 0;
	put_identity(s, task);
	put_kernel_text(s, NJ_EXEC_NAME, task->comm);
	put_cgroup(s, task);
	put_exe(s, task, bprm);
	deny_exec(s);
	put_number(s, NJ_EXEC_ARGS_BYTES, arguments_end - arguments);
	put_user_bytes(s, NJ_EXEC_ARGS, arguments, arguments_end - arguments);
	put_kernel_text(s, NJ_EXEC_PATH, BPF_CORE_READ(bprm, filename));
	put_working_directory(s, NJ_EXEC_CURRENT_DIRECTORY);
	share_text(s, NJ_EXEC_DIRECTORY, NJ_EXEC_CURRENT_DIRECTORY);
	put_surroundings(s, task);
	/* last, so that a long one takes no room from the others */
	put_environment(s, task);
	submit_always(at ? NJ_EXECVEAT : NJ_EXECVE);
	return 0;
}

static __always_inline int on_failed_exec(struct call *c)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct scratch *s;
	bool at = c->type == NJ_EXECVEAT;
	s64 directory_fd = at ? (int)c->args[0] : AT_FDCWD;

	if (c->result >= 0)
		return 0;
	s = begin(c->type, NJ_EXEC_SLOTS, c->result);
	if (!s)
		return 0;
	put_number(s, NJ_EXEC_DIRECTORY_FD, directory_fd);
	if (at)
		put_number(s, NJ_EXEC_FLAGS, (u32)c->args[4]);
	put_kernel_text(s, NJ_EXEC_NAME, task->comm);
	put_user_path(NJ_EXEC_PATH, NJ_EXEC_DIRECTORY, at ? c->args[1] : c->args[0], directory_fd);
	submit();
	return 0;
}
