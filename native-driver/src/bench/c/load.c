// SPDX-License-Identifier: Apache-2.0
/*
 * Makes system calls as fast as it can or at a given rate, in one or more processes, and says what
 * each call cost. Every k-th round may open a bait: a file whose name holds a sequence number, so
 * that who watches can tell whether one was missed. Usage: see usage().
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORKERS 64
#define MAX_GROUPS 8
#define NANOS 1000000000LL
#define RATE_TICK (NANOS / 1000)
#define DENIED_WAIT_MILLIS 1000
/* a load that fails measures nothing, and must not take for ever about it */
#define MAX_FAILURES 10

struct settings {
	const char *mode;
	const char *target;
	const char *bait;
	const char *groups[MAX_GROUPS];
	int group_count;
	int workers;
	long iterations; /* 0: until the time is up */
	long long nanos;
	long rate; /* of each worker; 0: as fast as it can */
	long every;
	int port;
};

/* of one worker; lies in memory that all share */
struct result {
	long long iterations;
	long long cpu_nanos; /* its own and that of the children that it waited for */
	long long wall_nanos;
	long long bait;
	long long failures;
	long long killed;
	long long wrote;
	int ready;
};

static struct settings settings = { .workers = 1, .nanos = NANOS, .every = 1000 };
static struct sockaddr_in address;

static long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * NANOS + time.tv_nsec;
}

static long long spent(void)
{
	struct rusage children;

	getrusage(RUSAGE_CHILDREN, &children);
	return now(CLOCK_THREAD_CPUTIME_ID) +
	       (children.ru_utime.tv_sec + children.ru_stime.tv_sec) * NANOS +
	       (children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1000LL;
}

static void die(const char *what)
{
	fprintf(stderr, "nightjar-load: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static int do_open(struct result *result)
{
	int fd = open(settings.target, O_RDONLY | O_CLOEXEC);

	(void)result;
	return fd < 0 ? -1 : close(fd);
}

static int do_exec(struct result *result)
{
	char *arguments[] = { (char *)settings.target, NULL }, *environment[] = { NULL };
	int status;
	pid_t child = fork();

	(void)result;
	if (child == 0) {
		execve(settings.target, arguments, environment);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* refused by a closed port is what is wanted, too */
static int do_connect(struct result *result)
{
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), failed;

	(void)result;
	if (fd < 0)
		return -1;
	/* without it the ports of this machine would soon all be waiting */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	failed = connect(fd, (struct sockaddr *)&address, sizeof(address));
	if (failed && errno == ECONNREFUSED)
		failed = 0;
	close(fd);
	return failed;
}

static int do_getppid(struct result *result)
{
	(void)result;
	return syscall(SYS_getppid) < 0;
}

/* starts a program that ought to be killed, and looks whether its first write came through */
static int do_denied(struct result *result)
{
	char *arguments[] = { (char *)settings.target, NULL }, *environment[] = { NULL };
	struct pollfd end = { .events = POLLIN };
	int ends[2], status;
	char byte;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execve(settings.target, arguments, environment);
		_exit(127);
	}
	close(ends[1]);
	end.fd = ends[0];
	if (child < 0) {
		close(ends[0]);
		return -1;
	}
	while (poll(&end, 1, DENIED_WAIT_MILLIS) > 0) {
		if (read(ends[0], &byte, 1) != 1)
			break;
		result->wrote++;
	}
	close(ends[0]);
	if (waitpid(child, &status, WNOHANG) == child) {
		result->killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
		return 0;
	}
	/* the end of its output and its end are a moment apart; who lives on was not killed */
	for (int i = 0; i < 100; i++) {
		usleep(1000);
		if (waitpid(child, &status, WNOHANG) == child) {
			result->killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
			return 0;
		}
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return -1;
}

static const struct mode {
	const char *name;
	int (*round)(struct result *result);
	int rounds_per_look; /* at the clock, which costs as much as a cheap call */
} modes[] = {
	{ "open", do_open, 64 },       { "exec", do_exec, 1 },
	{ "connect", do_connect, 16 }, { "getppid", do_getppid, 256 },
	{ "denied", do_denied, 1 },    { NULL, NULL, 0 },
};

static const struct mode *mode;

static void open_bait(struct result *result, int worker)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%d.%lld", settings.bait, worker, result->bait);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		result->failures++;
		return;
	}
	close(fd);
	result->bait++;
}

static void wait_until(long long nanos)
{
	struct timespec time = { .tv_sec = nanos / NANOS, .tv_nsec = nanos % NANOS };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}

static void work(struct result *result, int worker)
{
	long long began = now(CLOCK_MONOTONIC), cpu = spent(), end = began + settings.nanos;
	/* at a rate a few rounds are made in each tick, for a sleep costs more than a call */
	long per_tick = settings.rate * RATE_TICK / NANOS;
	long long tick = settings.rate ? NANOS * (per_tick ? per_tick : 1) / settings.rate : 0;
	long look = settings.rate ? (per_tick ? per_tick : 1) : mode->rounds_per_look;
	long long next = began;

	for (;;) {
		if (result->failures >= MAX_FAILURES)
			break;
		if (settings.iterations ? result->iterations >= settings.iterations :
					  now(CLOCK_MONOTONIC) >= end)
			break;
		for (long i = 0; i < look; i++) {
			if (result->failures >= MAX_FAILURES ||
			    (settings.iterations && result->iterations >= settings.iterations))
				break;
			if (settings.bait && result->iterations % settings.every == 0)
				open_bait(result, worker);
			if (mode->round(result))
				result->failures++;
			result->iterations++;
		}
		if (tick) {
			next += tick;
			wait_until(next);
		}
	}
	result->cpu_nanos = spent() - cpu;
	result->wall_nanos = now(CLOCK_MONOTONIC) - began;
}

/* who accepts what "connect 0" connects to; it ends with its parent */
static void listen_there(void)
{
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener, 4096) || getsockname(listener, (struct sockaddr *)&address, &size))
		die("listen");
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			int fd = accept(listener, NULL, NULL);

			if (fd >= 0)
				close(fd);
		}
	}
	close(listener);
}

/* enters the control groups, then starts itself anew, as a program of a container is started */
static void enter_groups(char **arguments)
{
	for (int i = 0; i < settings.group_count; i++) {
		int fd = open(settings.groups[i], O_WRONLY | O_CLOEXEC);

		if (fd < 0 || write(fd, "0", 1) != 1)
			die(settings.groups[i]);
		close(fd);
	}
	if (settings.group_count && !getenv("NIGHTJAR_LOAD_ENTERED")) {
		setenv("NIGHTJAR_LOAD_ENTERED", "yes", 1);
		execv(arguments[0], arguments);
		die(arguments[0]);
	}
}

static void usage(void)
{
	fputs("usage: nightjar-load MODE [TARGET] [-p PROCESSES] [-s SECONDS | -n ROUNDS] [-r RATE]\n"
	      "                     [-b BAIT_FOLDER -k EVERY] [-g CGROUP_PROCS_FILE]...\n"
	      "modes: open FILE, exec PROGRAM, connect PORT (0: to a listener of its own),\n"
	      "       getppid, denied PROGRAM\n"
	      "The rate is that of each process in rounds a second.\n",
	      stderr);
	_exit(2);
}

static void read_arguments(int count, char **arguments)
{
	int option;

	while ((option = getopt(count, arguments, "p:s:n:r:b:k:g:")) != -1) {
		switch (option) {
		case 'p':
			settings.workers = atoi(optarg);
			break;
		case 's':
			settings.nanos = (long long)(atof(optarg) * NANOS);
			break;
		case 'n':
			settings.iterations = atol(optarg);
			break;
		case 'r':
			settings.rate = atol(optarg);
			break;
		case 'b':
			settings.bait = optarg;
			break;
		case 'k':
			settings.every = atol(optarg);
			break;
		case 'g':
			if (settings.group_count == MAX_GROUPS)
				usage();
			settings.groups[settings.group_count++] = optarg;
			break;
		default:
			usage();
		}
	}
	if (optind >= count || settings.workers < 1 || settings.workers > MAX_WORKERS ||
	    settings.every < 1 || settings.rate < 0)
		usage();
	settings.mode = arguments[optind];
	settings.target = optind + 1 < count ? arguments[optind + 1] : "";
	for (mode = modes; mode->name && strcmp(mode->name, settings.mode); mode++)
		;
	if (!mode->name)
		usage();
}

int main(int count, char **arguments)
{
	struct result *results;
	int failed = 0, status;

	read_arguments(count, arguments);
	enter_groups(arguments);
	/* ticks that are late by the usual slack would halve a high rate */
	prctl(PR_SET_TIMERSLACK, 1);
	results = mmap(NULL, sizeof(*results) * settings.workers, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (results == MAP_FAILED)
		die("mmap");
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons(atoi(settings.target));
	if (!strcmp(mode->name, "connect") && !address.sin_port)
		listen_there();
	for (int i = 0; i < settings.workers; i++) {
		pid_t child = fork();

		if (child < 0)
			die("fork");
		if (child == 0) {
			work(&results[i], i);
			results[i].ready = 1;
			_exit(0);
		}
	}
	/* one that listens is a child as well, and never ends by itself */
	for (int left = settings.workers; left > 0 && wait(&status) > 0; left--)
		failed |= status;
	for (int i = 0; i < settings.workers; i++) {
		struct result *r = &results[i];

		if (!r->ready)
			failed = 1;
		printf("worker=%d iterations=%lld cpu_nanos=%lld wall_nanos=%lld bait=%lld "
		       "failures=%lld killed=%lld wrote=%lld\n",
		       i, r->iterations, r->cpu_nanos, r->wall_nanos, r->bait, r->failures,
		       r->killed, r->wrote);
	}
	return failed ? 1 : 0;
}
