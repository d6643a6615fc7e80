/* SPDX-License-Identifier: Apache-2.0 */
/* What the library's files share. */
#ifndef NIGHTJAR_LIBRARY_H
#define NIGHTJAR_LIBRARY_H

#define NJ_API __attribute__((visibility("default")))

struct nightjar;
struct nj;

/* whether there are BPF ring buffers: 0 or a negative errno */
int nightjar_probe_ring(void);

/* the programs and maps that nightjar_open has loaded */
struct nj *library_skeleton(const struct nightjar *n);

#endif
