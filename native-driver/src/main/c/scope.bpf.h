/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Whether a process runs in a container, by the path of its cgroup. A cgroup is looked at when the
 * first of its processes comes by, and remembered by its id, which the kernel never uses twice: so
 * there is no moment in which a new container is taken for the host.
 */

#include "container.h"

#define CGROUP_DEPTH_LIMIT 1024

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u64);
	__type(value, u32); /* enum nj_scope */
} cgroups SEC(".maps");

/* the way up from a cgroup; here and not on the stack for the verifier's sake */
struct ascent {
	struct cgroup_name name;
	struct kernfs_node *node;
	u32 pod; /* one below may be a pod's */
	u32 scope;
	/* the cgroup that was asked for last, and its scope */
	u64 last_id;
	u32 last_scope;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ascent);
} ascents SEC(".maps");

static __always_inline struct ascent *ascent(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&ascents, &zero);
}

static long next_name_byte(u32 index, void *unused)
{
	struct ascent *a = ascent();

	if (!a || index >= a->name.length)
		return 1;
	name_byte(&a->name, index);
	return 0;
}

/* a container below a pod is one, whatever stands above; one above a pod may be a nested node's */
static long next_cgroup(u32 index, void *unused)
{
	struct ascent *a = ascent();
	struct kernfs_node *node, *parent;
	long length;

	if (!a)
		return 1;
	node = a->node;
	parent = kernfs_parent(node);
	if (!parent) {
		a->scope = NJ_SCOPE_HOST;
		return 1;
	}
	length = bpf_probe_read_kernel_str(a->name.bytes, NJ_CGROUP_NAME,
					   BPF_CORE_READ(node, name));
	if (length <= 0)
		return 1;
	a->name.length = length - 1;
	name_begin(&a->name);
	bpf_loop(NJ_CGROUP_NAME, next_name_byte, NULL, 0);
	if (name_is_container(&a->name)) {
		a->scope = a->pod ? NJ_SCOPE_UNKNOWN : NJ_SCOPE_CONTAINER;
		return 1;
	}
	a->pod |= a->name.pod;
	a->node = parent;
	return 0;
}

/* the id of the cgroup of the task at hand, as records carry it */
__noinline u64 own_cgroup(void)
{
	bool v1;
	u64 id = cgroup_node(bpf_get_current_task_btf(), &v1)->id;

	return v1 ? id | NJ_CGROUP_V1 : id;
}

__noinline int find_scope(void)
{
	struct ascent *a = ascent();
	bool v1;

	if (!a)
		return NJ_SCOPE_UNKNOWN;
	a->node = cgroup_node(bpf_get_current_task_btf(), &v1);
	a->pod = 0;
	a->scope = NJ_SCOPE_UNKNOWN;
	bpf_loop(CGROUP_DEPTH_LIMIT, next_cgroup, NULL, 0);
	return a->scope;
}

/* of the task at hand */
static __always_inline u32 scope_of(void)
{
	struct ascent *a = ascent();
	u32 *known, scope;
	u64 id;

	if (!a)
		return NJ_SCOPE_UNKNOWN;
	id = own_cgroup();
	if (id == a->last_id)
		return a->last_scope;
	known = bpf_map_lookup_elem(&cgroups, &id);
	if (known) {
		scope = *known;
	} else {
		scope = find_scope();
		bpf_map_update_elem(&cgroups, &id, &scope, BPF_ANY);
	}
	a->last_id = id;
	a->last_scope = scope;
	return scope;
}
