#!/bin/sh
# Builds libnightjar.so where the tools are; where they are not, says so and lets the build go on:
# the driver then reports "not built". Usage: build.sh WORK_FOLDER RESOURCE_FOLDER
set -eu
work=$1
target="$2/linux-$(uname -m)/libnightjar.so"
cd "$(dirname "$0")"
# Debian keeps bpftool where ordinary users do not look
PATH=$PATH:/usr/sbin:/sbin
export PATH

skip() {
	echo "[native-driver] libnightjar.so is NOT built: $1."
	echo "[native-driver] Nightjar then sees no system calls. To build it on Debian or Ubuntu:"
	echo "[native-driver]   apt-get install -y clang llvm bpftool libbpf-dev gcc libc6-dev make"
	exit 0
}

[ "$(uname -s)" = Linux ] || skip "it runs on Linux alone, this is $(uname -s)"
case $(uname -m) in x86_64 | aarch64) ;; *) skip "no support for $(uname -m)" ;; esac
for tool in make clang llvm-strip bpftool gcc strip; do
	command -v "$tool" >/dev/null 2>&1 || skip "$tool is missing"
done
[ -r /usr/include/bpf/bpf_helpers.h ] || skip "libbpf's headers (libbpf-dev) are missing"

make -s OUT="$work"
# an unchanged library is not touched, so that what depends on it stays fresh
if ! cmp -s "$work/libnightjar.so" "$target"; then
	mkdir -p "$(dirname "$target")"
	cp "$work/libnightjar.so" "$target.tmp"
	mv "$target.tmp" "$target"
fi
