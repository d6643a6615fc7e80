/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* init_module, finit_module, delete_module: code enters or leaves the kernel. */

static __always_inline int on_module(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MODULE_SLOTS, c->result);

	if (!s)
		return 0;
	switch (c->type) {
	case NJ_INIT_MODULE:
		put_number(s, NJ_MODULE_SIZE, c->args[1]);
		put_user_text(s, NJ_MODULE_PARAMETERS, (const void *)c->args[2]);
		break;
	case NJ_FINIT_MODULE:
		put_number(s, NJ_MODULE_FD, (int)c->args[0]);
		put_number(s, NJ_MODULE_FLAGS, (u32)c->args[2]);
		put_file_path(NJ_MODULE_PATH, file_of((int)c->args[0]));
		put_user_text(s, NJ_MODULE_PARAMETERS, (const void *)c->args[1]);
		break;
	default:
		put_number(s, NJ_MODULE_FLAGS, (u32)c->args[1]);
		put_user_text(s, NJ_MODULE_NAME, (const void *)c->args[0]);
	}
	submit();
	return 0;
}
