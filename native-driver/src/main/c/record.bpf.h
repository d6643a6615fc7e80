/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Building a record in this CPU's scratch memory and sending it through this CPU's ring. Preemption
 * is off in these programs and none of them nests in another, so the scratch has one user at a time.
 *
 * Between begin and submit nj_cpu.building says that an event of this CPU has its time and is not
 * yet to be seen. By that the reader knows what it must wait for to hand over all in order.
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
	struct dentry *mount_top;
	struct dentry *root;
	struct mount *root_mount;
	struct kernfs_node *node;
	u32 start; /* of what was found, in scratch.path */
	u32 cut;
	u64 address;
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

/* only a pattern: the library makes the rings, in the size that is wanted */
struct ring_pattern {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
};

/* by CPU; on very big machines some share one */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__array(values, struct ring_pattern);
} rings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct nj_cpu);
} cpus SEC(".maps");

struct nj_control control;

static __always_inline struct nj_cpu *this_cpu(void)
{
	u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&cpus, &cpu);
}

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
	volatile struct nj_control *c = &control;

	return c->enabled[(type / 64) % NJ_TYPE_WORDS] & (1ULL << (type % 64));
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

/* the same by a direct load, which a node needs a type for: one that was just walked to */
static __always_inline bool has_parent(struct kernfs_node *node)
{
	struct kernfs_node___new *new = (void *)node;
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(new->__parent))
		return new->__parent;
	return old->parent;
}

/*
 * The cgroup that says most: that of v2, or that of v1 memory for one at the root of v2. Here and
 * below fields are loaded directly where that is allowed: this is done for each record, and a read
 * by helper costs ten times as much.
 */
static __always_inline struct kernfs_node *cgroup_node(struct task_struct *task, bool *v1)
{
	struct kernfs_node *node = task->cgroups->dfl_cgrp->kn;
	struct cgroup_subsys_state **memory;
	struct kernfs_node *other;

	*v1 = false;
	if (has_parent(node) || !bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
		return node;
	memory = (void *)__builtin_preserve_access_index(&task->cgroups->subsys) +
		 sizeof(void *) * bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	if (!*memory)
		return node;
	other = (*memory)->cgroup->kn;
	if (!other || !has_parent(other))
		return node;
	*v1 = true;
	return other;
}

/* a process's id in its own pid namespace; the namespace's number goes to *inum */
static __always_inline u32 namespace_id(struct pid *pid, u32 *inum)
{
	struct upid upid = {};
	u32 level = pid->level;
	void *numbers;
	u32 id;

	if (!level) {
		id = pid->numbers[0].nr;
		*inum = pid->numbers[0].ns->ns.inum;
		/* else one load would be made of this and of the one below, which the verifier refuses */
		asm volatile("" : "+r"(id));
		return id;
	}
	numbers = __builtin_preserve_access_index(&pid->numbers);
	bpf_probe_read_kernel(&upid, sizeof(upid), numbers + level * sizeof(struct upid));
	*inum = BPF_CORE_READ(upid.ns, ns.inum);
	return upid.nr;
}

/* from here on the reader waits for this record; false where there is no place to make it */
static __always_inline bool start_building(u32 type, u32 slots, s64 result)
{
	struct nj_cpu *cpu = this_cpu();
	struct scratch *s = scratch();
	struct nj_header *h;

	if (!s || !cpu)
		return false;
	h = header(s);
	h->type = type;
	h->version = NJ_SCHEMA_VERSION;
	h->slot_count = slots;
	/* a full barrier: who does not see this yet gets a later time than its own */
	__sync_lock_test_and_set(&cpu->building, NJ_STARTING);
	h->boot_nanos = bpf_ktime_get_boot_ns();
	*(volatile u64 *)&cpu->building = h->boot_nanos;
	h->result = result;
	h->cpu = bpf_get_smp_processor_id();
	h->flags = 0;
	h->present = 0;
	return true;
}

/* whom it is about */
static __always_inline void put_task(struct nj_header *h, struct task_struct *task)
{
	bool v1;
	u64 id = cgroup_node(task, &v1)->id;

	h->cgroup_id = v1 ? id | NJ_CGROUP_V1 : id;
	h->start_nanos = task->group_leader->start_boottime;
	h->tgid = task->tgid;
	h->tid = task->pid;
	h->uid = task->cred->uid.val;
	h->gid = task->cred->gid.val;
	h->mount_namespace = task->nsproxy->mnt_ns->ns.inum;
	h->namespace_tid = namespace_id(task->thread_pid, &h->pid_namespace);
}

/*
 * The head of a record about the task at hand. As all functions here that are not inlined, and but
 * for what bpf_loop calls, it is not static and takes numbers: so the verifier goes through it once,
 * and not once more for each way that leads here. Each field of a task that is loaded directly costs
 * the verifier a search through all types of the kernel.
 */
__noinline int put_head(u32 type, u32 slots, s64 result)
{
	struct scratch *s = scratch();

	if (!s || !start_building(type, slots, result))
		return 0;
	put_task(header(s), bpf_get_current_task_btf());
	return 1;
}

static __always_inline struct scratch *empty_slots(struct scratch *s, u32 slots)
{
	__builtin_memset(s->data + sizeof(struct nj_header), 0, slots * 8);
	s->end = sizeof(struct nj_header) + slots * 8;
	return s;
}

/* starts a record about the task at hand; submit, send or discard ends it */
static __always_inline struct scratch *begin(u32 type, u32 slots, s64 result)
{
	struct scratch *s = scratch();

	return s && put_head(type, slots, result) ? empty_slots(s, slots) : NULL;
}

/* starts one about another task */
static __always_inline struct scratch *begin_about(struct task_struct *task, u32 type, u32 slots,
						   s64 result)
{
	struct scratch *s = scratch();

	if (!s || !start_building(type, slots, result))
		return NULL;
	put_task(header(s), task);
	return empty_slots(s, slots);
}

/* each CPU counts for itself, so that those who lose do not also fight for a line of the cache */
static __always_inline void count_loss(struct nj_cpu *cpu, struct nj_header *h)
{
	if (!cpu->first_lost)
		cpu->first_lost = h->boot_nanos;
	cpu->last_lost = h->boot_nanos;
	cpu->lost[h->type % NJ_TYPE_LIMIT]++;
}

/* asks for the ring's level only while the reader waits, which under load it seldom does */
static __always_inline bool wakes(u32 type, void *ring)
{
	volatile struct nj_control *c = &control;
	u64 wake_bytes = c->wake_bytes;

	if (wake_bytes == NJ_READING)
		return false;
	return c->urgent[type / 64] & (1ULL << (type % 64)) ||
	       bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) >= wake_bytes;
}

/* into this CPU's ring, with a wake-up where the reader waits for this; false when it is full */
static __always_inline bool put_into_ring(struct scratch *s)
{
	u32 index = bpf_get_smp_processor_id();
	void *ring = bpf_map_lookup_elem(&rings, &index);
	struct nj_header *h = header(s);
	u32 end = s->end;
	bool wake;
	u32 size;

	if (!ring || end > NJ_RECORD_MAX + NJ_TEXT_MAX - 8)
		return false;
	*(u64 *)(s->data + end) = 0;
	size = (end + 7) & ~7;
	h->size = size;
	wake = wakes(h->type % NJ_TYPE_LIMIT, ring);
	if (size > sizeof(s->data) ||
	    bpf_ringbuf_output(ring, s->data, size, wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP))
		return false;
	if (wake)
		((volatile struct nj_control *)&control)->wake_bytes = NJ_READING;
	return true;
}

static __always_inline void built(struct nj_cpu *cpu)
{
	*(volatile u64 *)&cpu->building = 0;
}

/* ends a record and sends it; nothing waits, what finds no room counts as lost: 0 */
__noinline int send(void)
{
	struct nj_cpu *cpu = this_cpu();
	struct scratch *s = scratch();
	int sent;

	if (!s || !cpu)
		return 0;
	sent = put_into_ring(s);
	if (!sent)
		count_loss(cpu, header(s));
	built(cpu);
	return sent;
}

/* ends a record that shall not be sent */
static __always_inline void discard(void)
{
	struct nj_cpu *cpu = this_cpu();

	if (cpu)
		built(cpu);
}
