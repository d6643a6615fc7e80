// SPDX-License-Identifier: Apache-2.0
/*
 * refuse_rings COMMAND ...: runs a command on a kernel that seems to have no BPF ring buffers. Each
 * of its bpf calls is shown to this program first (seccomp user notification); one that would make
 * such a map gets EINVAL, which is what kernels before 5.8 say, and all others go on to the kernel.
 * A machine where that cannot be done: exit code 77.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 77

static void die(const char *what)
{
	perror(what);
	_exit(CANNOT);
}

/* from here on this process's bpf calls wait for an answer; returns where they are asked */
static int watch_own_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	int fd;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
		     &program);
	if (fd < 0)
		die("seccomp");
	return fd;
}

/* hands a descriptor through a socket (send) or takes one from it (fd < 0) */
static int pass(int socket, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	char one = 0;
	struct iovec vector = { &one, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	if (fd < 0)
		return recvmsg(socket, &message, 0) == 1 && CMSG_FIRSTHDR(&message) ?
			       *(int *)CMSG_DATA(CMSG_FIRSTHDR(&message)) :
			       -1;
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int));
	*(int *)CMSG_DATA(head) = fd;
	return sendmsg(socket, &message, 0);
}

static int makes_ring(const struct seccomp_notif *call)
{
	__u32 type = 0;
	struct iovec here = { &type, sizeof(type) };
	struct iovec there = { (void *)call->data.args[1], sizeof(type) };

	return call->data.args[0] == BPF_MAP_CREATE &&
	       process_vm_readv(call->pid, &here, 1, &there, 1, 0) == sizeof(type) &&
	       type == BPF_MAP_TYPE_RINGBUF;
}

static void answer(int listener)
{
	for (;;) {
		struct seccomp_notif call = { 0 };
		struct seccomp_notif_resp response = { 0 };

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call)) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			_exit(0);
		}
		response.id = call.id;
		if (makes_ring(&call))
			response.error = -EINVAL;
		else
			response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
	}
}

/* the answers come from a child: what asks is this process itself, and ends as it would */
int main(int count, char **words)
{
	int pair[2], listener;
	pid_t answering;
	char ready;

	if (count < 2)
		return CANNOT;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		die("socketpair");
	answering = fork();
	if (answering < 0)
		die("fork");
	if (!answering) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		listener = pass(pair[1], -1);
		if (listener < 0 || write(pair[1], "", 1) != 1)
			_exit(CANNOT);
		answer(listener);
	}
	listener = watch_own_calls();
	if (pass(pair[0], listener) != 1 || read(pair[0], &ready, 1) != 1)
		die("hand over");
	close(listener);
	execvp(words[1], words + 1);
	die(words[1]);
}
