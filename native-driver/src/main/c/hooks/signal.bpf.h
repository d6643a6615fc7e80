/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* kill, tkill, tgkill, pidfd_send_signal: one process signals another. */

#define PID_FS_MAGIC 0x50494446
#define PROC_SUPER_MAGIC 0x9fa0
#define ANON_INODE_FS_MAGIC 0x09041934

/* an anonymous file says by its name what it is; nobody but the kernel gives such names */
static __always_inline bool is_named_pidfd(struct file *file)
{
	char name[8] = {};

	bpf_probe_read_kernel(name, sizeof(name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return name[0] == '[' && name[1] == 'p' && name[2] == 'i' && name[3] == 'd' &&
	       name[4] == 'f' && name[5] == 'd' && name[6] == ']';
}

/* the process behind a pidfd; kernels from 6.9 on have a file system of them, and /proc/PID does */
static __always_inline struct pid *pid_behind(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct proc_inode *proc;

	switch (BPF_CORE_READ(inode, i_sb, s_magic)) {
	case PID_FS_MAGIC:
		return BPF_CORE_READ(inode, i_private);
	case PROC_SUPER_MAGIC:
		proc = (void *)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
		return BPF_CORE_READ(proc, pid);
	case ANON_INODE_FS_MAGIC:
		return is_named_pidfd(file) ? BPF_CORE_READ(file, private_data) : NULL;
	}
	return NULL;
}

/* its id as the caller would write it; nothing for one that the caller has no number for */
static __always_inline void put_target(struct scratch *s, struct pid *target)
{
	struct pid *own = bpf_get_current_task_btf()->thread_pid;
	u32 level = BPF_CORE_READ(own, level);
	struct upid here = {}, there = {};
	void *numbers;

	if (!target || level > BPF_CORE_READ(target, level))
		return;
	numbers = __builtin_preserve_access_index(&own->numbers);
	bpf_probe_read_kernel(&here, sizeof(here), numbers + level * sizeof(struct upid));
	numbers = __builtin_preserve_access_index(&target->numbers);
	bpf_probe_read_kernel(&there, sizeof(there), numbers + level * sizeof(struct upid));
	if (there.ns == here.ns)
		put_number(s, NJ_SEND_SIGNAL_TARGET_PID, there.nr);
}

static __always_inline int on_signal(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SEND_SIGNAL_SLOTS, c->result);
	struct file *file;

	if (!s)
		return 0;
	switch (c->type) {
	case NJ_KILL:
		put_number(s, NJ_SEND_SIGNAL_TARGET_PID, (int)c->args[0]);
		put_number(s, NJ_SEND_SIGNAL_SIGNAL, (u32)c->args[1]);
		break;
	case NJ_TKILL:
		put_number(s, NJ_SEND_SIGNAL_TARGET_TID, (int)c->args[0]);
		put_number(s, NJ_SEND_SIGNAL_SIGNAL, (u32)c->args[1]);
		break;
	case NJ_TGKILL:
		put_number(s, NJ_SEND_SIGNAL_TARGET_PID, (int)c->args[0]);
		put_number(s, NJ_SEND_SIGNAL_TARGET_TID, (int)c->args[1]);
		put_number(s, NJ_SEND_SIGNAL_SIGNAL, (u32)c->args[2]);
		break;
	default:
		put_number(s, NJ_SEND_SIGNAL_FD, (int)c->args[0]);
		put_number(s, NJ_SEND_SIGNAL_SIGNAL, (u32)c->args[1]);
		put_number(s, NJ_SEND_SIGNAL_FLAGS, (u32)c->args[3]);
		file = file_of((int)c->args[0]);
		if (file)
			put_target(s, pid_behind(file));
	}
	submit();
	return 0;
}
