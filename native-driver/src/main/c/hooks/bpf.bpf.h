/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * bpf: of a program or map that was made the kernel's own object is asked what it is, because the
 * caller's memory may say something else by now; of one that was refused, the caller's memory.
 */

#define BPF_NAME_BYTES 16

/* the beginnings of union bpf_attr that are read */
union bpf_request {
	struct {
		u32 type;
		u8 unused[44];
		char name[BPF_NAME_BYTES];
	} program;
	struct {
		u32 type;
		u8 unused[24];
		char name[BPF_NAME_BYTES];
	} map;
	u64 path;
};

/* a refused name need not end */
static __always_inline void put_asked(struct scratch *s, u32 type, const char *name)
{
	char ended[BPF_NAME_BYTES + 1] = {};

	__builtin_memcpy(ended, name, BPF_NAME_BYTES);
	put_number(s, NJ_BPF_OBJECT_TYPE, type);
	put_kernel_text(s, NJ_BPF_NAME, ended);
}

static __always_inline void put_program(struct scratch *s, struct file *file,
					const union bpf_request *r)
{
	struct bpf_prog *program = file ? BPF_CORE_READ(file, private_data) : NULL;

	if (!program) {
		put_asked(s, r->program.type, r->program.name);
		return;
	}
	put_number(s, NJ_BPF_OBJECT_TYPE, BPF_CORE_READ(program, type));
	put_kernel_text(s, NJ_BPF_NAME, BPF_CORE_READ(program, aux)->name);
}

static __always_inline void put_map(struct scratch *s, struct file *file,
				    const union bpf_request *r)
{
	struct bpf_map *map = file ? BPF_CORE_READ(file, private_data) : NULL;

	if (!map) {
		put_asked(s, r->map.type, r->map.name);
		return;
	}
	put_number(s, NJ_BPF_OBJECT_TYPE, BPF_CORE_READ(map, map_type));
	put_kernel_text(s, NJ_BPF_NAME, map->name);
}

static __always_inline int on_bpf(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_BPF_SLOTS, c->result);
	struct file *file = c->result < 0 ? NULL : file_of(c->result);
	union bpf_request r = {};
	u32 size = c->args[2];

	if (!s)
		return 0;
	put_number(s, NJ_BPF_REQUEST, (u32)c->args[0]);
	put_number(s, NJ_BPF_SIZE, size);
	if (size > sizeof(r))
		size = sizeof(r);
	/* the compiler must not see that the bound is known: the verifier does not */
	asm volatile("" : "+r"(size));
	if (!size || size > sizeof(r) || bpf_probe_read_user(&r, size, (const void *)c->args[1]))
		goto out;
	switch ((u32)c->args[0]) {
	case BPF_PROG_LOAD:
		put_program(s, file, &r);
		break;
	case BPF_MAP_CREATE:
		put_map(s, file, &r);
		break;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		put_user_text(s, NJ_BPF_PATH, (const void *)r.path);
		break;
	}
out:
	submit();
	return 0;
}
