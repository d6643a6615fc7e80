// SPDX-License-Identifier: Apache-2.0
/* What this kernel takes, found out by trying; nothing of it stays. Any thread. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/types.h>

#include "lsm.lskel.h"
#include "library.h"

/* whether there are BPF ring buffers: 0 or a negative errno */
NJ_API int nightjar_probe_ring(void)
{
	int fd = skel_map_create(BPF_MAP_TYPE_RINGBUF, "nightjar_probe", 0, 0,
				 sysconf(_SC_PAGESIZE));

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* whether a BPF LSM program loads: 0 or a negative errno */
NJ_API int nightjar_probe_lsm(void)
{
	struct lsm *skeleton = lsm__open();
	int error;

	if (!skeleton)
		return -ENOMEM;
	error = lsm__load(skeleton);
	lsm__destroy(skeleton);
	return error;
}

/* an errno in words; one thread */
NJ_API const char *nightjar_error_text(int error)
{
	return strerror(error);
}
