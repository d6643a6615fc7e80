// SPDX-License-Identifier: Apache-2.0
/* Filling the tables of the kill at exec. One thread at a time. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <linux/types.h>

#include "nightjar_deny.h"
#include "nightjar_filter.h"
#include "nightjar.lskel.h"
#include "library.h"

static int change(int map, const void *key, const void *value)
{
	int result = value ? skel_map_update_elem(map, key, value, 0) :
			     skel_map_delete_elem(map, key);

	return result && !(errno == ENOENT && !value) ? -errno : 0;
}

/*
 * Denies a program by its path, or allows it again with where = 0 (bits of NJ_DENY_*). 0 or a
 * negative errno; -ENAMETOOLONG for a path that cannot be denied.
 */
NJ_API int nightjar_deny(const struct nightjar *n, const void *path, unsigned int length,
			 unsigned int where)
{
	struct nj_denial denial = { 0 };

	if (!length || length >= NJ_DENY_PATH)
		return -ENAMETOOLONG;
	memcpy(denial.path, path, length);
	return change(library_skeleton(n)->maps.denials.map_fd, &denial, where ? &where : NULL);
}

/* says whether denied programs are killed in a cgroup. 0 or a negative errno */
NJ_API int nightjar_deny_in(const struct nightjar *n, __u64 cgroup, int denied)
{
	__u8 yes = 1;

	return change(library_skeleton(n)->maps.deny_cgroups.map_fd, &cgroup, denied ? &yes : NULL);
}
