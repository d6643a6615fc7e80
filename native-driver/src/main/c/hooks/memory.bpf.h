/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* process_vm_readv, process_vm_writev: one process reads or writes the memory of another. */

#define VECTORS_MAX 1024 /* the kernel takes no more */

struct vectors {
	u64 address, first, bytes;
	bool compat;
};

static long add_vector(u32 index, void *context)
{
	struct vectors *v = context;
	struct {
		u64 base, length;
	} wide = {};
	struct {
		u32 base, length;
	} narrow = {};

	if (v->compat) {
		if (bpf_probe_read_user(&narrow, sizeof(narrow),
					(const void *)(v->address + index * sizeof(narrow))))
			return 1;
		wide.base = narrow.base;
		wide.length = narrow.length;
	} else if (bpf_probe_read_user(&wide, sizeof(wide),
				       (const void *)(v->address + index * sizeof(wide)))) {
		return 1;
	}
	if (!index)
		v->first = wide.base;
	v->bytes += wide.length;
	return 0;
}

static __always_inline int on_process_memory(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MEMORY_SLOTS, c->result);
	struct vectors v = { .address = c->args[3], .compat = c->compat };
	u64 count = c->args[4];

	if (!s)
		return 0;
	put_number(s, NJ_MEMORY_TARGET_PID, (int)c->args[0]);
	put_number(s, NJ_MEMORY_FLAGS, c->args[5]);
	if (count > 0 && count <= VECTORS_MAX) {
		bpf_loop(count, add_vector, &v, 0);
		put_number(s, NJ_MEMORY_ADDRESS, v.first);
		put_number(s, NJ_MEMORY_SIZE, v.bytes);
	}
	submit();
	return 0;
}
