// SPDX-License-Identifier: Apache-2.0
/*
 * The user-space half: loads the programs, hangs them in, maps the rings and waits on them. It never
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

#include "nightjar_filter.h"
#include "nightjar.lskel.h"
#include "library.h"

#define NJ_LOG_BYTES (1 << 22)
#define NJ_LAYOUT_BYTES 16384
#define NJ_CLOCK_TRIES 16
#define NANOS_PER_SECOND 1000000000L

/* bits of nightjar_attached() */
enum nj_program {
	NJ_PROGRAM_SYS_EXIT = 1 << 0,
	NJ_PROGRAM_EXEC = 1 << 1,
	NJ_PROGRAM_FORK = 1 << 2,
	NJ_PROGRAM_EXIT = 1 << 3,
};

struct ring {
	int fd;
	void *consumer; /* one page, written by the reader */
	void *producer; /* one page and the data twice, read only */
};

struct nightjar {
	struct nj *skeleton;
	struct ring *rings;
	unsigned int ring_count;
	size_t ring_bytes;
	void *cpus; /* struct nj_cpu for each CPU, read only */
	size_t cpus_bytes;
	unsigned int attached;
	int epoll_fd;
	int wake_fd;
};

/* what one call asks for */
struct plan {
	unsigned int ring_bytes;
	unsigned int ring_count;
	const unsigned int *ring_of_cpu;
	unsigned int cpu_count;
};

struct nj *library_skeleton(const struct nightjar *n)
{
	return n->skeleton;
}

static void free_ring(const struct ring *ring, size_t ring_bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (ring->consumer)
		munmap(ring->consumer, page);
	if (ring->producer)
		munmap(ring->producer, page + 2 * ring_bytes);
	if (ring->fd > 0)
		close(ring->fd);
}

NJ_API void nightjar_close(struct nightjar *n)
{
	if (!n)
		return;
	nj__destroy(n->skeleton);
	for (unsigned int i = 0; n->rings && i < n->ring_count; i++)
		free_ring(&n->rings[i], n->ring_bytes);
	free(n->rings);
	if (n->cpus)
		munmap(n->cpus, n->cpus_bytes);
	if (n->epoll_fd >= 0)
		close(n->epoll_fd);
	if (n->wake_fd >= 0)
		close(n->wake_fd);
	free(n);
}

static void size_maps(struct nj *skeleton, unsigned int cpu_count)
{
	skeleton->maps.rings.max_entries = cpu_count;
	skeleton->maps.cpus.max_entries = cpu_count;
}

/* asks the kernel's verifier for its reason, of which the last lines count */
static void explain_load(unsigned int cpu_count, int error, char *message, unsigned int size)
{
	char *log = calloc(1, NJ_LOG_BYTES);
	struct nj *skeleton = nj__open();
	size_t length, room = size / 2;

	snprintf(message, size, "the kernel does not take the programs: %s%s", strerror(error),
		 error == EPERM ? " (root, or CAP_BPF with CAP_PERFMON, is needed)" : "");
	if (error != EPERM && log && skeleton) {
		size_maps(skeleton, cpu_count);
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

static int make_ring(struct ring *ring, size_t ring_bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *memory;

	ring->fd = skel_map_create(BPF_MAP_TYPE_RINGBUF, "nightjar_ring", 0, 0, ring_bytes);
	if (ring->fd < 0)
		return -errno;
	memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	ring->consumer = memory;
	memory = mmap(NULL, page + 2 * ring_bytes, PROT_READ, MAP_SHARED, ring->fd, page);
	if (memory == MAP_FAILED)
		return -errno;
	ring->producer = memory;
	return 0;
}

static int make_rings(struct nightjar *n, const struct plan *plan)
{
	int error = 0;

	n->rings = calloc(plan->ring_count, sizeof(*n->rings));
	if (!n->rings)
		return -ENOMEM;
	n->ring_count = plan->ring_count;
	for (unsigned int i = 0; i < plan->ring_count && !error; i++)
		error = make_ring(&n->rings[i], plan->ring_bytes);
	for (unsigned int cpu = 0; cpu < plan->cpu_count && !error; cpu++)
		if (skel_map_update_elem(n->skeleton->maps.rings.map_fd, &cpu,
					 &n->rings[plan->ring_of_cpu[cpu]].fd, 0))
			error = -errno;
	return error;
}

static int map_cpus(struct nightjar *n, unsigned int cpu_count)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t bytes = (cpu_count * sizeof(struct nj_cpu) + page - 1) / page * page;
	void *memory = mmap(NULL, bytes, PROT_READ, MAP_SHARED, n->skeleton->maps.cpus.map_fd, 0);

	if (memory == MAP_FAILED)
		return -errno;
	n->cpus = memory;
	n->cpus_bytes = bytes;
	return 0;
}

static int watch(int epoll_fd, int fd, unsigned int events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/* a ring counts when it wakes, not as long as it holds something: the reader knows what it left */
static int prepare_waiting(struct nightjar *n)
{
	int error = 0;

	n->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	n->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (n->epoll_fd < 0 || n->wake_fd < 0)
		return -errno;
	for (unsigned int i = 0; i < n->ring_count && !error; i++)
		error = watch(n->epoll_fd, n->rings[i].fd, EPOLLIN | EPOLLET);
	return error ? error : watch(n->epoll_fd, n->wake_fd, EPOLLIN);
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

static int start(struct nightjar *n, const struct plan *plan, const char **step)
{
	int error;

	n->skeleton->bss->control.own_tgid = getpid();
	*step = "making the rings";
	error = make_rings(n, plan);
	if (error)
		return error;
	*step = "mapping the counters";
	error = map_cpus(n, plan->cpu_count);
	if (error)
		return error;
	*step = "epoll";
	error = prepare_waiting(n);
	if (error)
		return error;
	*step = "attaching";
	return attach(n);
}

/*
 * Loads and starts everything; nothing is sent before nj_control.enabled is set. Returns NULL with
 * the reason in message. ring_bytes is a power of two and a multiple of the page size; ring_of_cpu
 * names the ring of each possible CPU.
 */
NJ_API struct nightjar *nightjar_open(unsigned int ring_bytes, unsigned int ring_count,
				      const unsigned int *ring_of_cpu, unsigned int cpu_count,
				      char *message, unsigned int size)
{
	struct plan plan = { ring_bytes, ring_count, ring_of_cpu, cpu_count };
	struct nightjar *n = calloc(1, sizeof(*n));
	const char *step = "memory";
	int error = -ENOMEM;

	if (!n)
		goto failed;
	n->epoll_fd = n->wake_fd = -1;
	n->ring_bytes = ring_bytes;
	/* what is missing then is told better than by the programs that need them; root is told there */
	error = nightjar_probe_ring();
	if (error && error != -EPERM) {
		step = "making a BPF ring buffer (Linux 5.8 or later has them)";
		goto failed;
	}
	n->skeleton = nj__open();
	error = -ENOMEM;
	if (!n->skeleton)
		goto failed;
	size_maps(n->skeleton, cpu_count);
	error = nj__load(n->skeleton);
	if (error) {
		explain_load(cpu_count, -error, message, size);
		nightjar_close(n);
		return NULL;
	}
	error = start(n, &plan, &step);
	if (!error)
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

/* addresses of a ring: consumer position, producer position, data */
NJ_API void nightjar_ring(const struct nightjar *n, unsigned int index, __u64 addresses[3])
{
	const struct ring *ring = &n->rings[index];

	addresses[0] = (unsigned long)ring->consumer;
	addresses[1] = (unsigned long)ring->producer;
	addresses[2] = (unsigned long)ring->producer + sysconf(_SC_PAGESIZE);
}

/* address of struct nj_control */
NJ_API __u64 nightjar_control(const struct nightjar *n)
{
	return (unsigned long)&n->skeleton->bss->control;
}

/* address of struct nj_cpu of the first CPU */
NJ_API __u64 nightjar_cpus(const struct nightjar *n)
{
	return (unsigned long)n->cpus;
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
#define NJ_CPU_FIELD(field) \
	at += snprintf(text + at, sizeof(text) - at, "cpu " #field " %zu\n", \
		       offsetof(struct nj_cpu, field));
#define NJ_FILTER_FIELD(field) \
	at += snprintf(text + at, sizeof(text) - at, "filter " #field " %zu\n", \
		       offsetof(struct nj_type_filter, field));
#define NJ_SIZE(name, value) \
	at += snprintf(text + at, sizeof(text) - at, name " %zu\n", (size_t)(value));
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
	NJ_HEADER_FIELD(namespace_tid)
	NJ_HEADER_FIELD(present)
	NJ_CONTROL_FIELD(enabled)
	NJ_CONTROL_FIELD(urgent)
	NJ_CONTROL_FIELD(wake_bytes)
	NJ_CONTROL_FIELD(own_tgid)
	NJ_CONTROL_FIELD(environment)
	at += snprintf(text + at, sizeof(text) - at, "control_bytes %zu\n",
		       sizeof(struct nj_control));
	NJ_CPU_FIELD(building)
	NJ_CPU_FIELD(first_lost)
	NJ_CPU_FIELD(last_lost)
	NJ_CPU_FIELD(lost)
	at += snprintf(text + at, sizeof(text) - at, "cpu_bytes %zu\n", sizeof(struct nj_cpu));
	NJ_FILTER_FIELD(classes)
	NJ_FILTER_FIELD(host)
	NJ_FILTER_FIELD(container)
	NJ_FILTER_FIELD(early)
	NJ_FILTER_FIELD(file)
	NJ_FILTER_FIELD(positive)
	NJ_FILTER_FIELD(positive_sets)
	NJ_FILTER_FIELD(first_path)
	NJ_FILTER_FIELD(late)
	NJ_FILTER_FIELD(once)
	NJ_FILTER_FIELD(early_count)
	NJ_FILTER_FIELD(file_needs)
	NJ_FILTER_FIELD(numbers)
	NJ_FILTER_FIELD(paths)
	NJ_FILTER_FIELD(values)
	NJ_SIZE("filter_bytes", sizeof(struct nj_type_filter))
	NJ_SIZE("filter_number_bytes", sizeof(struct nj_number_test))
	NJ_SIZE("filter_path_bytes", sizeof(struct nj_path_test))
	NJ_SIZE("filter_gate_bytes", sizeof(struct nj_gate))
	NJ_SIZE("filter_texts", NJ_TEXTS / NJ_FILTER_GENERATIONS)
	NJ_SIZE("filter_text_bytes", NJ_TEXT_LIMIT)
	NJ_EXE_FLAG(MEMFD)
	NJ_EXE_FLAG(DELETED)
	NJ_EXE_FLAG(UPPER_LAYER)
	NJ_EXE_FLAG(LOWER_LAYER)
	NJ_EXE_FLAG(WRITABLE)
	NJ_EXE_FLAG(INTERPRETER)
	NJ_TYPES(NJ_TYPE_LINE)
	return text;
}
