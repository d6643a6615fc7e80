// SPDX-License-Identifier: Apache-2.0
/*
 * The user-space half: loads the programs, hangs them in, maps the ring and waits on it. It never
 * reads a record; the reader does that in place.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <linux/types.h>

#include "nightjar_abi.h"
#include "nightjar.lskel.h"

#define NJ_API __attribute__((visibility("default")))
#define NJ_LOG_BYTES (1 << 22)
#define NJ_LAYOUT_BYTES 8192
#define NJ_CLOCK_TRIES 16
#define NANOS_PER_SECOND 1000000000L

/* bits of nightjar_attached() */
enum nj_program {
	NJ_PROGRAM_SYS_EXIT = 1 << 0,
	NJ_PROGRAM_EXEC = 1 << 1,
	NJ_PROGRAM_FORK = 1 << 2,
	NJ_PROGRAM_EXIT = 1 << 3,
};

struct nightjar {
	struct nj *skeleton;
	void *consumer;	   /* one page, written by the reader */
	void *producer;	   /* one page and the data twice, read only */
	size_t ring_bytes;
	unsigned int attached;
	int epoll_fd;
	int wake_fd;
};

NJ_API void nightjar_close(struct nightjar *n)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (!n)
		return;
	nj__destroy(n->skeleton);
	if (n->consumer)
		munmap(n->consumer, page);
	if (n->producer)
		munmap(n->producer, page + 2 * n->ring_bytes);
	if (n->epoll_fd >= 0)
		close(n->epoll_fd);
	if (n->wake_fd >= 0)
		close(n->wake_fd);
	free(n);
}

/* asks the kernel's verifier for its reason, of which the last lines count */
static void explain_load(unsigned int ring_bytes, int error, char *message, unsigned int size)
{
	char *log = calloc(1, NJ_LOG_BYTES);
	struct nj *skeleton = nj__open();
	size_t length, room = size / 2;

	snprintf(message, size, "the kernel does not take the programs: %s%s", strerror(error),
		 error == EPERM ? " (root, or CAP_BPF with CAP_PERFMON, is needed)" : "");
	if (error != EPERM && log && skeleton) {
		skeleton->maps.ring.max_entries = ring_bytes;
		skeleton->ctx.log_level = 1;
		skeleton->ctx.log_size = NJ_LOG_BYTES;
		skeleton->ctx.log_buf = (unsigned long)log;
		nj__load(skeleton);
		length = strnlen(log, NJ_LOG_BYTES);
		if (length)
			snprintf(message + strlen(message), size - strlen(message), ": %s",
				 log + (length > room ? length - room : 0));
	}
	if (skeleton)
		nj__destroy(skeleton);
	free(log);
}

static int map_ring(struct nightjar *n)
{
	size_t page = sysconf(_SC_PAGESIZE);
	int fd = n->skeleton->maps.ring.map_fd;
	void *memory;

	memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	n->consumer = memory;
	memory = mmap(NULL, page + 2 * n->ring_bytes, PROT_READ, MAP_SHARED, fd, page);
	if (memory == MAP_FAILED)
		return -errno;
	n->producer = memory;
	return 0;
}

static int watch(int epoll_fd, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int prepare_waiting(struct nightjar *n)
{
	int error;

	n->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	n->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (n->epoll_fd < 0 || n->wake_fd < 0)
		return -errno;
	error = watch(n->epoll_fd, n->skeleton->maps.ring.map_fd);
	return error ? error : watch(n->epoll_fd, n->wake_fd);
}

/* the life of processes comes first, so that no call is seen before its process */
static int attach(struct nightjar *n)
{
	struct nj *s = n->skeleton;

	if (nj__nj_fork__attach(s) > 0)
		n->attached |= NJ_PROGRAM_FORK;
	if (nj__nj_exec__attach(s) > 0)
		n->attached |= NJ_PROGRAM_EXEC;
	if (nj__nj_exit__attach(s) > 0)
		n->attached |= NJ_PROGRAM_EXIT;
	if (nj__nj_sys_exit__attach(s) > 0)
		n->attached |= NJ_PROGRAM_SYS_EXIT;
	return n->attached ? 0 : -errno;
}

/*
 * Loads and starts everything; nothing is sent before nj_control.enabled is set. Returns NULL with
 * the reason in message. ring_bytes is a power of two and a multiple of the page size.
 */
NJ_API struct nightjar *nightjar_open(unsigned int ring_bytes, char *message, unsigned int size)
{
	struct nightjar *n = calloc(1, sizeof(*n));
	const char *step = "memory";
	int error = -ENOMEM;

	if (!n)
		goto failed;
	n->epoll_fd = n->wake_fd = -1;
	n->ring_bytes = ring_bytes;
	n->skeleton = nj__open();
	if (!n->skeleton)
		goto failed;
	n->skeleton->maps.ring.max_entries = ring_bytes;
	error = nj__load(n->skeleton);
	if (error) {
		explain_load(ring_bytes, -error, message, size);
		nightjar_close(n);
		return NULL;
	}
	n->skeleton->bss->control.own_tgid = getpid();
	step = "mapping the ring";
	error = map_ring(n);
	if (error)
		goto failed;
	step = "epoll";
	error = prepare_waiting(n);
	if (error)
		goto failed;
	step = "attaching";
	error = attach(n);
	if (error)
		goto failed;
	return n;

failed:
	snprintf(message, size, "%s failed: %s", step, strerror(-error));
	nightjar_close(n);
	return NULL;
}

/* which programs hang in the kernel: bits of enum nj_program */
NJ_API unsigned int nightjar_attached(const struct nightjar *n)
{
	return n->attached;
}

/* addresses for the reader: consumer position, producer position, data, control */
NJ_API void nightjar_map(const struct nightjar *n, __u64 addresses[4])
{
	addresses[0] = (unsigned long)n->consumer;
	addresses[1] = (unsigned long)n->producer;
	addresses[2] = (unsigned long)n->producer + sysconf(_SC_PAGESIZE);
	addresses[3] = (unsigned long)&n->skeleton->bss->control;
}

/* waits for a wake-up from the kernel or nightjar_wake: 1, or 0 at the time-out; negative errno */
NJ_API int nightjar_wait(const struct nightjar *n, int timeout_millis)
{
	struct epoll_event events[2];
	int count = epoll_wait(n->epoll_fd, events, 2, timeout_millis);

	return count < 0 ? (errno == EINTR ? 0 : -errno) : count > 0;
}

/* ends the wait of another thread, and every later one */
NJ_API int nightjar_wake(const struct nightjar *n)
{
	__u64 one = 1;

	return write(n->wake_fd, &one, sizeof(one)) == sizeof(one) ? 0 : -errno;
}

static long clock_nanos(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NANOS_PER_SECOND + t.tv_nsec;
}

/* wall clock minus boot clock, from the reading that was interrupted least */
NJ_API long nightjar_clock_offset(void)
{
	long best_gap = 0, offset = 0;

	for (int i = 0; i < NJ_CLOCK_TRIES; i++) {
		long before = clock_nanos(CLOCK_BOOTTIME);
		long wall = clock_nanos(CLOCK_REALTIME);
		long gap = clock_nanos(CLOCK_BOOTTIME) - before;

		if (!i || gap < best_gap) {
			best_gap = gap;
			offset = wall - before - gap / 2;
		}
	}
	return offset;
}

#define NJ_HEADER_FIELD(field) \
	at += snprintf(text + at, sizeof(text) - at, "header " #field " %zu\n", \
		       offsetof(struct nj_header, field));
#define NJ_CONTROL_FIELD(field) \
	at += snprintf(text + at, sizeof(text) - at, "control " #field " %zu\n", \
		       offsetof(struct nj_control, field));
#define NJ_EXE_FLAG(flag) \
	at += snprintf(text + at, sizeof(text) - at, "exe_flag " #flag " %d\n", NJ_EXE_##flag);
#define NJ_SLOT_NAME(group, argument) " " #argument
#define NJ_TYPE_LINE(type, slots)                                                            \
	at += snprintf(text + at, sizeof(text) - at, "type " #type " %d%s\n", NJ_##type, \
		       NJ_SLOTS_##slots(NJ_SLOT_NAME));

/* the wire format as text, for the test that compares it with the reader's; one thread */
NJ_API const char *nightjar_layout(void)
{
	static char text[NJ_LAYOUT_BYTES];
	size_t at = 0;

	at += snprintf(text, sizeof(text), "version %d\nheader_bytes %zu\n", NJ_SCHEMA_VERSION,
		       sizeof(struct nj_header));
	NJ_HEADER_FIELD(size)
	NJ_HEADER_FIELD(type)
	NJ_HEADER_FIELD(version)
	NJ_HEADER_FIELD(slot_count)
	NJ_HEADER_FIELD(boot_nanos)
	NJ_HEADER_FIELD(result)
	NJ_HEADER_FIELD(cgroup_id)
	NJ_HEADER_FIELD(start_nanos)
	NJ_HEADER_FIELD(tgid)
	NJ_HEADER_FIELD(tid)
	NJ_HEADER_FIELD(uid)
	NJ_HEADER_FIELD(gid)
	NJ_HEADER_FIELD(mount_namespace)
	NJ_HEADER_FIELD(pid_namespace)
	NJ_HEADER_FIELD(cpu)
	NJ_HEADER_FIELD(flags)
	NJ_HEADER_FIELD(present)
	NJ_CONTROL_FIELD(enabled)
	NJ_CONTROL_FIELD(urgent)
	NJ_CONTROL_FIELD(wake_bytes)
	NJ_CONTROL_FIELD(own_tgid)
	NJ_CONTROL_FIELD(lost)
	at += snprintf(text + at, sizeof(text) - at, "control_bytes %zu\n",
		       sizeof(struct nj_control));
	NJ_EXE_FLAG(MEMFD)
	NJ_EXE_FLAG(DELETED)
	NJ_EXE_FLAG(UPPER_LAYER)
	NJ_EXE_FLAG(LOWER_LAYER)
	NJ_EXE_FLAG(WRITABLE)
	NJ_EXE_FLAG(INTERPRETER)
	NJ_TYPES(NJ_TYPE_LINE)
	return text;
}
