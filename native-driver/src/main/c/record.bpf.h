/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Building a record in this CPU's scratch memory and sending it. Preemption is off in these
 * programs and none of them nests in another, so the scratch has one user at a time.
 */

#define NJ_TEXT_MAX 4096
#define NJ_TEXT_MASK (NJ_TEXT_MAX - 1)
#define NJ_NAME_MAX 256
#define NJ_RECORD_MAX 16384
#define NJ_RECORD_MASK (NJ_RECORD_MAX - 1)

/* the way from a file or a cgroup up to the root */
struct walk {
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *root;
	struct mount *root_mount;
	struct kernfs_node *node;
	u32 start; /* of what was found, in scratch.path */
	u32 cut;
};

struct scratch {
	/* a text starts below NJ_RECORD_MAX and is at most NJ_TEXT_MAX long */
	u8 data[NJ_RECORD_MAX + NJ_TEXT_MAX];
	/* paths are found from their end, so they grow downwards here */
	u8 path[NJ_TEXT_MAX + NJ_NAME_MAX];
	/* here and not on the stack: the verifier would follow each value through each round */
	struct walk walk;
	u32 end;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} ring SEC(".maps");

struct nj_control control;

static __always_inline struct scratch *scratch(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&scratches, &zero);
}

static __always_inline struct nj_header *header(struct scratch *s)
{
	return (struct nj_header *)s->data;
}

static __always_inline bool enabled(u32 type)
{
	return ((volatile struct nj_control *)&control)->enabled & (1ULL << (type & 63));
}

static __always_inline void put_number(struct scratch *s, u32 slot, u64 value)
{
	*(u64 *)(s->data + sizeof(struct nj_header) + slot * 8) = value;
	header(s)->present |= 1ULL << slot;
}

/* accounts for a text that was written at the end of the record */
static __always_inline void put_text(struct scratch *s, u32 slot, u32 length)
{
	u32 end = s->end;

	put_number(s, slot, (u64)length << 32 | end);
	s->end = end + length;
}

/* lets a slot point at the text of another */
static __always_inline void share_text(struct scratch *s, u32 slot, u32 other)
{
	if (header(s)->present & (1ULL << other))
		put_number(s, slot, *(u64 *)(s->data + sizeof(struct nj_header) + other * 8));
}

static __always_inline void mark_truncated(struct scratch *s)
{
	header(s)->flags |= NJ_FLAG_TRUNCATED;
}

/* where the next text goes, or NULL when the record is full */
static __always_inline u8 *text_end(struct scratch *s)
{
	u32 end = s->end;

	if (end >= NJ_RECORD_MAX) {
		mark_truncated(s);
		return NULL;
	}
	return s->data + (end & NJ_RECORD_MASK);
}

/* a zero-terminated text of the process; returns its length, or a negative errno */
static __always_inline long put_user_text(struct scratch *s, u32 slot, const void *address)
{
	u8 *to = text_end(s);
	long length;

	if (!to)
		return -1;
	length = bpf_probe_read_user_str(to, NJ_TEXT_MAX, address);
	if (length <= 0)
		return -1;
	if (length == NJ_TEXT_MAX)
		mark_truncated(s);
	put_text(s, slot, length - 1);
	return length - 1;
}

static __always_inline long put_kernel_text(struct scratch *s, u32 slot, const void *address)
{
	u8 *to = text_end(s);
	long length;

	if (!to)
		return -1;
	length = bpf_probe_read_kernel_str(to, NJ_TEXT_MAX, address);
	if (length <= 0)
		return -1;
	put_text(s, slot, length - 1);
	return length - 1;
}

/* bytes of the process, as many as fit */
static __always_inline void put_user_bytes(struct scratch *s, u32 slot, u64 address, u64 length)
{
	u8 *to = text_end(s);
	u32 bounded;

	if (!to || !length)
		return;
	if (length > NJ_TEXT_MAX) {
		length = NJ_TEXT_MAX;
		mark_truncated(s);
	}
	bounded = length;
	/* the compiler must not see that the bound is known: the verifier does not */
	asm volatile("" : "+r"(bounded));
	if (bounded > NJ_TEXT_MAX)
		return;
	if (!bpf_probe_read_user(to, bounded, (const void *)address))
		put_text(s, slot, bounded);
}

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___new *new = (void *)node;
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(new->__parent))
		return BPF_CORE_READ(new, __parent);
	return BPF_CORE_READ(old, parent);
}

/* the cgroup that says most: that of v2, or that of v1 memory for one at the root of v2 */
static __always_inline struct kernfs_node *cgroup_node(struct task_struct *task, bool *v1)
{
	struct kernfs_node *node = task->cgroups->dfl_cgrp->kn;
	struct cgroup_subsys_state *memory = NULL;
	struct css_set *set = task->cgroups;
	struct kernfs_node *other;
	void *subsystems;

	*v1 = false;
	if (kernfs_parent(node) || !bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
		return node;
	subsystems = __builtin_preserve_access_index(&set->subsys);
	bpf_probe_read_kernel(&memory, sizeof(memory),
			      subsystems + sizeof(void *) * bpf_core_enum_value(enum cgroup_subsys_id,
									memory_cgrp_id));
	other = BPF_CORE_READ(memory, cgroup, kn);
	if (!other || !kernfs_parent(other))
		return node;
	*v1 = true;
	return other;
}

/* a process's id in its own pid namespace; the namespace's number goes to *inum */
static __always_inline u32 namespace_id(struct pid *pid, u32 *inum)
{
	struct upid upid = {};
	u32 level = BPF_CORE_READ(pid, level);
	void *numbers = __builtin_preserve_access_index(&pid->numbers);

	bpf_probe_read_kernel(&upid, sizeof(upid), numbers + level * sizeof(struct upid));
	*inum = BPF_CORE_READ(upid.ns, ns.inum);
	return upid.nr;
}

/* starts a record about a task */
static __always_inline struct scratch *begin(struct task_struct *task, u32 type, u32 slots,
					     s64 result)
{
	struct scratch *s = scratch();
	struct nj_header *h;
	bool v1;
	u64 id;

	if (!s)
		return NULL;
	h = header(s);
	h->type = type;
	h->version = NJ_SCHEMA_VERSION;
	h->slot_count = slots;
	h->boot_nanos = bpf_ktime_get_boot_ns();
	h->result = result;
	id = BPF_CORE_READ(cgroup_node(task, &v1), id);
	h->cgroup_id = v1 ? id | NJ_CGROUP_V1 : id;
	h->start_nanos = task->group_leader->start_boottime;
	h->tgid = task->tgid;
	h->tid = task->pid;
	h->uid = task->cred->uid.val;
	h->gid = task->cred->gid.val;
	h->mount_namespace = task->nsproxy->mnt_ns->ns.inum;
	namespace_id(task->thread_pid, &h->pid_namespace);
	h->cpu = bpf_get_smp_processor_id();
	h->flags = 0;
	h->reserved = 0;
	h->present = 0;
	__builtin_memset(s->data + sizeof(struct nj_header), 0, slots * 8);
	s->end = sizeof(struct nj_header) + slots * 8;
	return s;
}

/* hands the record to the ring; wakes the reader now, later, or when enough is waiting */
static __always_inline void submit(struct scratch *s)
{
	volatile struct nj_control *c = &control;
	struct nj_header *h = header(s);
	u32 type = h->type & 63;
	u32 end = s->end;
	u64 flags = BPF_RB_NO_WAKEUP;
	u32 size;

	if (end > NJ_RECORD_MAX + NJ_TEXT_MAX - 8)
		return;
	*(u64 *)(s->data + end) = 0;
	size = (end + 7) & ~7;
	h->size = size;
	if (c->urgent & (1ULL << type) ||
	    bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) >= c->wake_bytes)
		flags = BPF_RB_FORCE_WAKEUP;
	if (size > sizeof(s->data))
		return;
	if (bpf_ringbuf_output(&ring, s->data, size, flags))
		__sync_fetch_and_add(&control.lost[type], 1);
}
