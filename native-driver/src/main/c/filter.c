// SPDX-License-Identifier: Apache-2.0
/*
 * Filling the filter's tables. There are two generations of them: one counts while the other is
 * filled, and a single store makes them change places. One thread at a time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/membarrier.h>
#include <linux/types.h>

#include "nightjar_filter.h"
#include "nightjar.lskel.h"
#include "library.h"

/* where membarrier is not allowed: programs take microseconds */
#define NJ_GRACE_MICROS 20000

static struct nj_filter_control *control(const struct nightjar *n)
{
	return &library_skeleton(n)->bss->filter_control;
}

static __u32 next_generation(const struct nightjar *n)
{
	return (control(n)->generation + 1) % NJ_FILTER_GENERATIONS;
}

static int next_key(int map, const void *key, void *next)
{
	union bpf_attr attr = { 0 };

	attr.map_fd = map;
	attr.key = (unsigned long)key;
	attr.next_key = (unsigned long)next;
	return skel_sys_bpf(BPF_MAP_GET_NEXT_KEY, &attr, sizeof(attr)) ? -errno : 0;
}

static int look_up(int map, const void *key, void *value)
{
	union bpf_attr attr = { 0 };

	attr.map_fd = map;
	attr.key = (unsigned long)key;
	attr.value = (unsigned long)value;
	return skel_sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr)) ? -errno : 0;
}

/* removes the texts of a generation */
static int clear_texts(int map, __u32 generation)
{
	struct nj_text_key *keys = calloc(NJ_TEXTS, sizeof(*keys));
	struct nj_text_key key, *from = NULL;
	int count = 0, error = 0;

	if (!keys)
		return -ENOMEM;
	while (count < NJ_TEXTS && !next_key(map, from, &key)) {
		keys[count] = key;
		from = &keys[count++];
	}
	for (int i = 0; i < count && !error; i++)
		if (keys[i].generation == generation && skel_map_delete_elem(map, &keys[i]))
			error = -errno;
	free(keys);
	return error;
}

/* starts to fill the tables that do not count now; they are empty then. 0 or a negative errno */
NJ_API int nightjar_filter_begin(const struct nightjar *n)
{
	static const struct nj_type_filter none;
	struct nj *s = library_skeleton(n);
	__u32 generation = next_generation(n);
	int error;

	/* no program is left that took the generation before they changed places */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		usleep(NJ_GRACE_MICROS);
	for (__u32 type = 0; type < NJ_TYPE_LIMIT; type++) {
		__u32 index = generation * NJ_TYPE_LIMIT + type;

		if (skel_map_update_elem(s->maps.filters.map_fd, &index, &none, 0))
			return -errno;
	}
	error = clear_texts(s->maps.begins.map_fd, generation);
	return error ? error : clear_texts(s->maps.ends.map_fd, generation);
}

/* sets the table of a type: a struct nj_type_filter. 0 or a negative errno */
NJ_API int nightjar_filter_type(const struct nightjar *n, unsigned int type, const void *table)
{
	__u32 index = next_generation(n) * NJ_TYPE_LIMIT + type;

	if (type >= NJ_TYPE_LIMIT)
		return -EINVAL;
	return skel_map_update_elem(library_skeleton(n)->maps.filters.map_fd, &index, table, 0) ?
		       -errno :
		       0;
}

/*
 * Adds a text with the sets that paths beginning (or, for one that is given backwards, ending) with
 * it are in. 0 or a negative errno.
 */
NJ_API int nightjar_filter_text(const struct nightjar *n, int backwards, const void *text,
				unsigned int length, __u64 sets)
{
	struct nj *s = library_skeleton(n);
	struct nj_text_key key = { .generation = next_generation(n) };

	if (length > NJ_KEY_BYTES)
		return -EINVAL;
	key.bits = 8 * (sizeof(key.generation) + length);
	memcpy(key.text, text, length);
	return skel_map_update_elem(backwards ? s->maps.ends.map_fd : s->maps.begins.map_fd, &key,
				    &sets, 0) ?
		       -errno :
		       0;
}

/* sets which sets a path can be in by its names: a struct nj_gate. 0 or a negative errno */
NJ_API int nightjar_filter_gate(const struct nightjar *n, const void *gate)
{
	__u32 index = next_generation(n);

	return skel_map_update_elem(library_skeleton(n)->maps.gates.map_fd, &index, gate, 0) ?
		       -errno :
		       0;
}

/* from now on the tables that were filled count */
NJ_API void nightjar_filter_commit(const struct nightjar *n)
{
	__atomic_store_n(&control(n)->generation, next_generation(n), __ATOMIC_SEQ_CST);
}

/* forgets for which directories an event was sent */
NJ_API void nightjar_filter_forget(const struct nightjar *n)
{
	__atomic_add_fetch(&control(n)->once_epoch, 1, __ATOMIC_SEQ_CST);
}

/* a struct nj_filter_count for each possible CPU. 0 or a negative errno */
NJ_API int nightjar_filter_counts(const struct nightjar *n, unsigned int type, void *counts)
{
	__u32 index = type;

	return look_up(library_skeleton(n)->maps.filter_counts.map_fd, &index, counts);
}
