/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* prctl and keyctl: calls with sub-commands, whose arguments are told as numbers. */

#define PR_SET_NAME 15
#define KEYCTL_JOIN_SESSION_KEYRING 1
#define KEYCTL_SEARCH 10

static __always_inline void put_command_name(struct scratch *s,
					     struct call *c)
{
	u32 command = c->args[0];

	if (c->type == NJ_PRCTL) {
		/* the name that it has now: the caller's string may be another one by now */
		if (command == PR_SET_NAME && !c->result)
			put_kernel_text(s, NJ_COMMAND_NAME, bpf_get_current_task_btf()->comm);
	} else if (command == KEYCTL_JOIN_SESSION_KEYRING) {
		put_user_text(s, NJ_COMMAND_NAME, (const void *)c->args[1]);
	} else if (command == KEYCTL_SEARCH) {
		put_user_text(s, NJ_COMMAND_NAME, (const void *)c->args[3]);
	}
}

static __always_inline int on_command(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_COMMAND_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_COMMAND_REQUEST, (u32)c->args[0]);
	put_number(s, NJ_COMMAND_ADDRESS, c->args[1]);
	put_number(s, NJ_COMMAND_DATA, c->args[2]);
	put_number(s, NJ_COMMAND_THIRD, c->args[3]);
	put_number(s, NJ_COMMAND_FOURTH, c->args[4]);
	put_command_name(s, c);
	submit();
	return 0;
}
