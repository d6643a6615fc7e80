// SPDX-License-Identifier: Apache-2.0
/*
 * Makes one real system call as its arguments say, for the integration tests. Prints "RESULT VALUE"
 * (the result, or the negative errno) and what else a test cannot know. Usage: calls NAME ARGUMENT...
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sched.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

static char **words;

#include "process_calls.h"

static long number(int index)
{
	return strtol(words[index], NULL, 0);
}

static int done(long result)
{
	printf("RESULT %ld\n", result < 0 ? -errno : result);
	return 0;
}

/* a directory descriptor: "cwd", or one that is opened for a path */
static int directory(int index)
{
	return strcmp(words[index], "cwd") ? open(words[index], O_PATH | O_DIRECTORY) : AT_FDCWD;
}

#include "network_calls.h"
#include "filter_calls.h"

static long connect_ip(int family, int type)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(number(1)) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(number(1)) };
	int fd = socket(family, type, 0);
	socklen_t size = sizeof(four);
	long result;

	inet_pton(family, words[0], family == AF_INET ? (void *)&four.sin_addr : &six.sin6_addr);
	if (family == AF_INET)
		result = connect(fd, (struct sockaddr *)&four, sizeof(four));
	else
		result = connect(fd, (struct sockaddr *)&six, sizeof(six));
	int error = errno;
	if (family == AF_INET && !getsockname(fd, (struct sockaddr *)&four, &size))
		printf("LOCAL %d\n", ntohs(four.sin_port));
	errno = error;
	return result;
}

static long connect_unix(int abstract)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strncpy(address.sun_path + abstract, words[0], sizeof(address.sun_path) - 2);
	return connect(fd, (struct sockaddr *)&address,
		       offsetof(struct sockaddr_un, sun_path) + abstract + strlen(words[0]));
}

/* executes a copy of a program that lies in memory alone */
static long exec_memfd(void)
{
	int from = open(words[0], O_RDONLY), to = memfd_create("ghost", 0);
	char buffer[65536];
	ssize_t count;

	while ((count = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, count) != count)
			return -1;
	return fexecve(to, words + 1, environ);
}

/* removes a program between opening and executing it */
static long exec_deleted(void)
{
	int fd = open(words[0], O_RDONLY | O_CLOEXEC);

	unlink(words[0]);
	return fexecve(fd, words + 1, environ);
}

static long open_how(void)
{
	struct open_how how = { .flags = number(2), .resolve = number(3) };

	return syscall(SYS_openat2, directory(0), words[1], &how, sizeof(how));
}

/* an open through the 32-bit entry, which needs its string below 4 GiB */
static long open_compat(void)
{
#if defined(__x86_64__)
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	strcpy(low, words[0]);
	asm volatile("int $0x80" : "=a"(result) : "a"(5), "b"(low), "c"(O_RDONLY), "d"(0) : "memory");
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
#else
	errno = ENOSYS;
	return -1;
#endif
}

/* a tree of processes that waits to be killed: each makes two, for so many levels */
static void tree(long levels)
{
	int child;

	for (long level = 0; level < levels; level++) {
		for (child = 0; child < 2 && fork(); child++)
			;
		/* who has made both is done, who was made goes on with the next level */
		if (child == 2)
			break;
	}
	printf("PID %d\n", getpid());
	for (;;)
		pause();
}

static void move_to(long cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

/* short lives, some at a time: each is made on one CPU, executes on another and ends on a third */
static long lives(long count)
{
	char cpu[24];

	for (long i = 0; i < count; i++) {
		move_to(i);
		if (!fork()) {
			move_to(i + 1);
			snprintf(cpu, sizeof(cpu), "%ld", i + 2);
			execl("/proc/self/exe", "calls", "hop", cpu, NULL);
			_exit(1);
		}
		if (i % 4 == 3)
			while (wait(NULL) > 0)
				;
	}
	while (wait(NULL) > 0)
		;
	return count;
}

/* a child that the kernel makes our sibling; told on the way out, for we may not wait for it */
static long clone_parent(void)
{
	long child = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child;
}

int main(int count, char **arguments)
{
	const char *name = count > 1 ? arguments[1] : "";

	words = arguments + 2;
	setlinebuf(stdout);
#define CALL(text, expression)   \
	if (!strcmp(name, text)) \
		return done(expression);
	CALL("clone-parent", clone_parent())
	PROCESS_CALLS
#if defined(SYS_open)
	CALL("open", syscall(SYS_open, words[0], number(1), number(2)))
	CALL("creat", syscall(SYS_creat, words[0], number(1)))
	CALL("symlink", syscall(SYS_symlink, words[0], words[1]))
	CALL("link", syscall(SYS_link, words[0], words[1]))
	CALL("chmod", syscall(SYS_chmod, words[0], number(1)))
	CALL("chown", syscall(SYS_chown, words[0], number(1), number(2)))
	CALL("lchown", syscall(SYS_lchown, words[0], number(1), number(2)))
	CALL("rename", syscall(SYS_rename, words[0], words[1]))
	CALL("unlink", syscall(SYS_unlink, words[0]))
	CALL("rmdir", syscall(SYS_rmdir, words[0]))
	CALL("mkdir", syscall(SYS_mkdir, words[0], number(1)))
	CALL("mknod", syscall(SYS_mknod, words[0], number(1), number(2)))
#endif
	NETWORK_CALLS
	CALL("openat", syscall(SYS_openat, directory(0), words[1], number(2), number(3)))
	CALL("openat2", open_how())
	CALL("null-path", syscall(SYS_openat, AT_FDCWD, NULL, O_RDONLY, 0))
	CALL("open-compat", open_compat())
	CALL("connect4", connect_ip(AF_INET, SOCK_STREAM))
	CALL("connect4-datagram", connect_ip(AF_INET, SOCK_DGRAM))
	CALL("connect6", connect_ip(AF_INET6, SOCK_STREAM))
	CALL("connect-unix", connect_unix(0))
	CALL("connect-abstract", connect_unix(1))
	CALL("setns", syscall(SYS_setns, open(words[0], O_RDONLY), number(1)))
	CALL("unshare", syscall(SYS_unshare, number(0)))
	CALL("ptrace", syscall(SYS_ptrace, number(0), number(1), number(2), number(3)))
	CALL("symlinkat", syscall(SYS_symlinkat, words[0], directory(1), words[2]))
	CALL("linkat", syscall(SYS_linkat, directory(0), words[1], directory(2), words[3], number(4)))
	CALL("fchmod", syscall(SYS_fchmod, open(words[0], O_RDONLY), number(1)))
	CALL("fchmodat", syscall(SYS_fchmodat, directory(0), words[1], number(2)))
	CALL("fchmodat2", syscall(SYS_fchmodat2, directory(0), words[1], number(2), number(3)))
	CALL("fchown", syscall(SYS_fchown, open(words[0], O_RDONLY), number(1), number(2)))
	CALL("fchownat",
	     syscall(SYS_fchownat, directory(0), words[1], number(2), number(3), number(4)))
	CALL("renameat", syscall(SYS_renameat, directory(0), words[1], directory(2), words[3]))
	CALL("renameat2",
	     syscall(SYS_renameat2, directory(0), words[1], directory(2), words[3], number(4)))
	CALL("unlinkat", syscall(SYS_unlinkat, directory(0), words[1], number(2)))
	CALL("setuid", syscall(SYS_setuid, number(0)))
	CALL("setgid", syscall(SYS_setgid, number(0)))
	CALL("setreuid", syscall(SYS_setreuid, number(0), number(1)))
	CALL("setregid", syscall(SYS_setregid, number(0), number(1)))
	CALL("setresuid", syscall(SYS_setresuid, number(0), number(1), number(2)))
	CALL("setresgid", syscall(SYS_setresgid, number(0), number(1), number(2)))
	CALL("execve", execve(words[0], words + 1, environ))
	CALL("execveat", syscall(SYS_execveat, directory(0), words[1], words + 2, environ, 0))
	CALL("exec-memfd", exec_memfd())
	CALL("exec-deleted", exec_deleted())
	CALL("many", many())
	CALL("loop", loop())
	CALL("lives", lives(number(0)))
	if (!strcmp(name, "hop")) {
		move_to(number(0));
		return 0;
	}
	if (!strcmp(name, "tree"))
		tree(number(0));
	if (!strcmp(name, "exit"))
		return number(0);
	if (!strcmp(name, "nothing"))
		return 0;
	fprintf(stderr, "unknown call: %s\n", name);
	return 2;
}
