/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The life of processes beside exec: made and ended. Threads are left out. */

/*
 * The parent told is the task that made the child. With CLONE_PARENT the kernel makes the child its
 * sibling; going by that, a process could take on the name and the ancestors of its own parent.
 */
static __always_inline int on_fork(struct task_struct *creator, struct task_struct *child)
{
	struct scratch *s;
	u32 inum;

	if (child->pid != child->tgid)
		return 0;
	s = begin_about(child, NJ_PROCESS_FORK, NJ_FORK_SLOTS, 0);
	if (!s)
		return 0;
	put_number(s, NJ_FORK_PARENT_TGID, creator->tgid);
	put_number(s, NJ_FORK_PARENT_START, creator->group_leader->start_boottime);
	put_number(s, NJ_FORK_NAMESPACE_TGID, namespace_id(child->thread_pid, &inum));
	submit_always(NJ_PROCESS_FORK);
	return 0;
}

static __always_inline int on_exit(struct task_struct *task)
{
	struct scratch *s;

	/* the leader may end before its threads: the process ends with its last thread */
	if (task->signal->live.counter)
		return 0;
	s = begin(NJ_PROCESS_EXIT, NJ_EXIT_SLOTS, 0);
	if (!s)
		return 0;
	put_number(s, NJ_EXIT_EXIT_CODE, task->exit_code);
	submit_always(NJ_PROCESS_EXIT);
	return 0;
}
