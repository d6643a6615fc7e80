// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The least that BPF LSM has to take: it is loaded to find out, never attached. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct linux_binprm;

SEC("lsm/bprm_check_security")
int nj_lsm(unsigned long long *arguments)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
