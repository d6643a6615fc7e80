/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Killing denied programs as they are executed. At sched_process_exec the new program is in place
 * and has not run yet, and a signal that is sent here is delivered before it does. The path is that
 * of the file itself, walked up in the kernel: no link, no working directory and no later change of
 * an argument deceives it.
 */

#include "nightjar_deny.h"

#define SIGKILL 9

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, NJ_DENIALS);
	__type(key, struct nj_denial);
	__type(value, u32);
} denials SEC(".maps");

/* where it is done: ids as records carry them */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, NJ_DENY_CGROUPS);
	__type(key, u64);
	__type(value, u8);
} deny_cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct nj_denial);
} denial_keys SEC(".maps");

/* the path in a slot of the record as a key; false for one that is cut or longer than any denial */
static __always_inline bool fill_denial_key(struct scratch *s, struct nj_denial *key)
{
	u64 slot = *(u64 *)(s->data + sizeof(struct nj_header) + NJ_EXEC_EXE_PATH * 8);
	u32 offset = slot & 0xffffffff;
	u32 length = slot >> 32;

	if (!(header(s)->present & (1ULL << NJ_EXEC_EXE_PATH)) || s->walk.cut)
		return false;
	asm volatile("" : "+r"(offset), "+r"(length));
	if (!length || length >= NJ_DENY_PATH || offset >= NJ_RECORD_MAX)
		return false;
	__builtin_memset(key, 0, sizeof(*key));
	return !bpf_probe_read_kernel(key->path, length & (NJ_DENY_PATH - 1),
				      s->data + (offset & NJ_RECORD_MASK));
}

/* to be called right behind the walk to the executable, whose path lies in the record */
static __always_inline void deny_exec(struct scratch *s)
{
	struct nj_denial *key;
	u32 zero = 0, *where;
	u64 cgroup;

	cgroup = header(s)->cgroup_id;
	if (!bpf_map_lookup_elem(&deny_cgroups, &cgroup))
		return;
	key = bpf_map_lookup_elem(&denial_keys, &zero);
	if (!key || !fill_denial_key(s, key))
		return;
	where = bpf_map_lookup_elem(&denials, key);
	if (!where)
		return;
	if (!(*where & NJ_DENY_ANYWHERE) && scope_of() != NJ_SCOPE_CONTAINER)
		return;
	if (!bpf_send_signal(SIGKILL))
		header(s)->flags |= NJ_FLAG_KILLED;
}
